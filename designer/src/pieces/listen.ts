/** The browser's own copy, cut and paste, while the designer has the focus and no field does. */
import { isAsked, isTyping } from "../keys";
import type { Store } from "../store";
import { copySelected, cutSelected, pasteText } from "./acts";

/** Listens on the page while the designer is on it; returns how to stop. */
export function listenToClipboard(store: Store, root: () => HTMLElement | null): () => void {
  const listen = (event: ClipboardEvent) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const here = target === document.body || root()?.contains(target);
    if (!here || !event.clipboardData || isTyping(target) || isAsked(store)) return;
    if (event.type === "paste") pasteText(store, event.clipboardData.getData("text/plain"));
    else if (getSelection()?.isCollapsed === false) return;
    else {
      const text = event.type === "cut" ? cutSelected(store) : copySelected(store);
      if (text === null) return;
      event.clipboardData.setData("text/plain", text);
    }
    event.preventDefault();
  };
  const kinds = ["copy", "cut", "paste"] as const;
  for (const kind of kinds) document.addEventListener(kind, listen);
  return () => {
    for (const kind of kinds) document.removeEventListener(kind, listen);
  };
}

/** Copy and paste by a press: the page asks the browser for its clipboard, which the browser may keep to itself. */
import type { Store } from "../store";
import { say } from "../store";
import { copySelected, pasteText } from "./acts";

const KEPT = "The browser did not let this page use the clipboard: allow it in its settings (the address has to begin with https)";

/** Copies the selected steps to the clipboard, or says why not. */
export async function copyByButton(store: Store): Promise<void> {
  const text = copySelected(store);
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    store.set({ notice: `${KEPT}, or press Ctrl C. Nothing was copied.` });
    say(store, "Nothing was copied");
  }
}

/** Pastes what the clipboard holds, or says why not. */
export async function pasteByButton(store: Store): Promise<void> {
  let text: string;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    store.set({ notice: `${KEPT}, or press Ctrl V. Nothing was pasted.` });
    return;
  }
  pasteText(store, text);
}

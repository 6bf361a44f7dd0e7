/** Moving the focus between the drawing and the properties beside it. */
import { onlyStep, onlyTransition } from "./acts";
import type { Store } from "./store";
import { say } from "./store";

/** Goes to the properties of what is selected; unfolds them where they are folded. */
export function focusProperties(): void {
  document.querySelector<HTMLButtonElement>('.dz-props[data-open="false"] > header button')?.click();
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(".dz-props .dz-fields :is(input, select, textarea, button):enabled")?.focus(),
  );
}

/** Goes back to what is selected: on the canvas or in its row. */
export function focusSelected(store: Store): void {
  const { selection, view } = store.get();
  const id = CSS.escape(onlyStep(selection) ?? onlyTransition(selection) ?? [...selection.steps][0] ?? "");
  const found =
    view === "canvas"
      ? document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"], [data-transition="${id}"]`)
      : document.querySelector<HTMLElement>(`[data-row="${id}"] :is(input, select)`);
  if (found) found.focus({ preventScroll: true });
  else focusDrawing();
}

/** Goes to the canvas, or to the first field of the table. */
export function focusDrawing(): void {
  document.querySelector<HTMLElement>("#dz-canvas, #dz-table input")?.focus({ preventScroll: true });
}

/** Goes to the problems, where there are any. */
export function focusProblems(store: Store): void {
  document.querySelector<HTMLButtonElement>('#dz-problems > header [aria-expanded="false"]')?.click();
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>("#dz-problems li button");
    if (first) first.focus();
    else say(store, "There are no problems");
  });
}

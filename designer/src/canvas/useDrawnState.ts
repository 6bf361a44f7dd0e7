import { useDeferredValue } from "react";
import type { State } from "../store";
import { useDesignerState } from "../useDesigner";

/** The state as the canvas draws it: at once, but while one types, after the field has shown each letter. */
export function useDrawnState(): State {
  const now = useDesignerState((s) => s);
  const later = useDeferredValue(now);
  return isTyping(now) ? later : now;
}

/** Whether the last act is typing that still goes on; the arrow keys' moves are drawn at once. */
export function isTyping({ history }: Pick<State, "history">): boolean {
  const streak = history.done.at(-1)?.streak ?? null;
  return streak !== null && !streak.startsWith("move ");
}

import { useDeferredValue, useState } from "react";
import { marksOf } from "../derived";
import type { State } from "../store";
import { useDesignerState } from "../useDesigner";

const TAKEN = ["graph", "roles", "selection", "route", "renaming", "connecting", "priority", "facts"] as const;

/** Of the state all that the canvas draws, and nothing else. */
export interface DrawnState extends Pick<State, (typeof TAKEN)[number]> {
  readonly marks: ReturnType<typeof marksOf>;
  readonly isTyping: boolean;
}

/** Takes from a state what is drawn; the very same object as before while all of it is. */
export function takeDrawn(): (state: State) => DrawnState {
  let last: DrawnState | null = null;
  return (state) => {
    const [marks, typing] = [marksOf(state.problems), isTyping(state)];
    if (last?.marks === marks && last.isTyping === typing && TAKEN.every((key) => last![key] === state[key])) return last;
    const { graph, roles, selection, route, renaming, connecting, priority, facts } = state;
    last = { graph, roles, selection, route, renaming, connecting, priority, facts, marks, isTyping: typing };
    return last;
  };
}

/** The state as the canvas draws it: at once, but while one types, after the field has shown each letter. */
export function useDrawnState(): DrawnState {
  const [take] = useState(takeDrawn);
  const now = useDesignerState(take);
  const later = useDeferredValue(now.isTyping ? now : null);
  return (now.isTyping && later) || now;
}

/** Whether the last act is typing that still goes on; the arrow keys' moves are drawn at once. */
export function isTyping({ history }: Pick<State, "history">): boolean {
  const streak = history.done.at(-1)?.streak ?? null;
  return streak !== null && !streak.startsWith("move ");
}

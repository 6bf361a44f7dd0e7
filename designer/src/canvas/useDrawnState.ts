import { useState, useSyncExternalStore } from "react";
import { marksOf } from "../derived";
import type { State, Store } from "../store";
import { useDesigner } from "../useDesigner";

const TAKEN = ["roles", "selection", "route", "renaming", "connecting", "priority", "facts"] as const;
/** Milliseconds without a letter after which typing counts as paused. */
const PAUSE = 250;

/** Of the state all that the canvas draws, and nothing else. */
export interface DrawnState extends Pick<State, "graph" | (typeof TAKEN)[number]> {
  readonly marks: ReturnType<typeof marksOf>;
}

/** Takes from a state what is drawn; the very same object as before while all of it is. */
export function takeDrawn(): (state: State) => DrawnState {
  let last: DrawnState | null = null;
  return (state) => {
    const marks = marksOf(state.problems);
    if (last?.marks === marks && last.graph === state.graph && isAlike(last, state)) return last;
    const { graph, roles, selection, route, renaming, connecting, priority, facts } = state;
    last = { graph, roles, selection, route, renaming, connecting, priority, facts, marks };
    return last;
  };
}

/** The state as the canvas draws it: at once, but while one types only when that pauses. */
export function useDrawnState(): DrawnState {
  const { store } = useDesigner();
  const [drawn] = useState(() => followDrawn(store));
  return useSyncExternalStore(drawn.subscribe, drawn.get);
}

/**
 * What is drawn of a store, for one listener. Typing holds it back until no letter came for a moment, or another
 * act ends it; until then steps and transitions show by themselves what is typed.
 */
export function followDrawn(store: Store): { get(): DrawnState; subscribe(listener: () => void): () => void } {
  const take = takeDrawn();
  let shown = take(store.get());
  return {
    get: () => shown,
    subscribe(listener) {
      let pause: ReturnType<typeof setTimeout> | undefined;
      let waiting: DrawnState | null = null;
      const draw = () => {
        waiting = null;
        shown = take(store.get());
        listener();
      };
      const follow = () => {
        const now = take(store.get());
        const isHeld = isTyping(store.get()) && isAlike(now, shown);
        if (now === shown || (isHeld && now === waiting)) return;
        clearTimeout(pause);
        if (!isHeld) return draw();
        waiting = now;
        pause = setTimeout(draw, PAUSE);
      };
      shown = take(store.get());
      const stop = store.subscribe(follow);
      return () => {
        clearTimeout(pause);
        stop();
      };
    },
  };
}

type Taken = Pick<State, (typeof TAKEN)[number]>;

function isAlike(a: Taken, b: Taken): boolean {
  return TAKEN.every((key) => a[key] === b[key]);
}

/** Whether the last act is typing that still goes on; what arrow keys move and sliders share is drawn at once. */
export function isTyping({ history }: Pick<State, "history">): boolean {
  const streak = history.done.at(-1)?.streak ?? null;
  return streak !== null && !/^(move|slide) /.test(streak);
}

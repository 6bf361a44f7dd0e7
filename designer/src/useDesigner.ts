import { createContext, useContext, useSyncExternalStore } from "react";
import type { Doors } from "./api";
import type { Saver } from "./saving";
import type { Place } from "./shelf";
import type { State, Store } from "./store";

/** What every part of the designer may reach. */
export interface Designer {
  readonly store: Store;
  readonly doors: Doors;
  readonly saver: Saver;
  readonly overview: string;
  /** Where this browser keeps what could not be saved. */
  readonly place: Place;
}

export const DesignerContext = createContext<Designer | null>(null);

/** The designer this part belongs to. */
export function useDesigner(): Designer {
  const designer = useContext(DesignerContext);
  if (!designer) throw new Error("A part of the designer stands outside of it.");
  return designer;
}

/** A piece of the state, drawn again when it changes. The selector returns a stored value, never a new one. */
export function useDesignerState<T>(pick: (state: State) => T): T {
  const { store } = useDesigner();
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}

/** From the canvas to a trial of what is drawn on it. */
import type { Saver } from "./saving";
import type { Store } from "./store";

/** Where a ticket can be played through the draft. */
export const trialOf = (overview: string) => `${overview}/try`;

/** Saves first, for the trial plays what is on the server; leads there with `go`, or says why not. */
export async function tryDraft(store: Store, saver: Saver, overview: string, go: (address: string) => void) {
  store.set({ notice: null });
  if (await saver.saveNow()) go(trialOf(overview));
  else store.set({ notice: "Nothing to try yet: save your changes first." });
}

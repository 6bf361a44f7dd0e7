/** Telling those who do not see it that somebody saved: once for each save, not again as it grows older. */
import { sayLatest } from "./presence";
import type { State, Store } from "./store";
import { say } from "./store";

/**
 * Whether the latest save is not here yet and can be brought in; one's own whose answer is still out is no other
 * tab's, and what one is asked to choose about is at hand.
 */
export function isBehind({ latest, revision, save, unanswered, conflict }: State): boolean {
  if (!latest || latest.revision <= revision || conflict) return false;
  return !latest.isYours || (save.kind !== "saving" && unanswered.length === 0);
}

/** Says each later save of somebody else as it becomes known, until the returned function is called. */
export function tellSaves(store: Store, now: () => Date): () => void {
  let told = 0;
  return store.subscribe(() => {
    const { latest, revision } = store.get();
    told = Math.max(told, revision);
    if (!latest || latest.revision <= told || !isBehind(store.get())) return;
    told = latest.revision;
    say(store, `${sayLatest(latest, now())} It can be brought in above the drawing`);
  });
}

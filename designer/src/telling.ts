/** Telling those who do not see it that somebody saved: once for each save, not again as it grows older. */
import { sayLatest } from "./presence";
import type { Store } from "./store";
import { say } from "./store";

/** Says each later save of somebody else as it becomes known, until the returned function is called. */
export function tellSaves(store: Store, now: () => Date): () => void {
  let told = 0;
  return store.subscribe(() => {
    const { latest, revision } = store.get();
    if (!latest || latest.revision <= Math.max(told, revision)) return;
    told = latest.revision;
    say(store, `${sayLatest(latest, now())} It can be brought in above the drawing`);
  });
}

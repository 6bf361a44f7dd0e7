/** When someone else saved first: both drawings become one, and what both changed is asked. Nothing typed is lost. */
import { runCommand } from "./acts";
import type { Doors, Refused, WireWorkflow } from "./api";
import { changesTo } from "./diff";
import { stateOf } from "./loading";
import { pairArrived, withArrived } from "./merge/arrived";
import type { Choices, Clash, Merged } from "./merge/merge";
import { mergeGraphs } from "./merge/merge";
import { sayAllChanges, sayFew } from "./merge/words";
import { sayCount } from "./problems/read";
import type { Saver } from "./saving";
import type { Conflict, Store, Theirs } from "./store";
import { say } from "./store";
import { sayTimeOf } from "./words";

/** Who saved, and when. */
export type Who = Pick<Refused, "changed_by" | "changed_at">;

/**
 * Fetches what was saved meanwhile, by `who` where that is known, and merges it in; false when something must be
 * chosen first. Throws DoorClosed.
 */
export async function bringIn(store: Store, doors: Doors, who: Who): Promise<boolean> {
  const workflow = await doors.loadWorkflow();
  const theirs = takeArrived(store, workflow);
  const { saved, graph } = store.get();
  const merged = mergeGraphs(saved, graph, theirs.graph);
  const by = who.changed_by ?? workflow.changed_by ?? null;
  const at = who.changed_at ?? workflow.changed_at ?? null;
  if (merged.clashes.length === 0) {
    takeIn(store, { by, at, theirs }, merged);
    return true;
  }
  store.set({ save: { kind: "conflict" }, conflict: { by, at, theirs, isOpen: true } });
  say(store, `${by ?? "Someone else"} changed the same: ${sayCount(merged.clashes.length, "thing")} to choose`);
  return false;
}

/** What the server has; of it, what saves of mine brought whose answer was lost counts as saved from here on. */
function takeArrived(store: Store, workflow: WireWorkflow): Theirs {
  const { saved, ids, unanswered } = store.get();
  const theirs = stateOf(workflow, ids);
  if (unanswered.length === 0) return theirs;
  const paired = pairArrived(unanswered, ids, theirs);
  const known = stateOf(workflow, paired);
  store.set({ ids: paired, saved: withArrived(saved, unanswered, known.graph), unanswered: [] });
  return known;
}

/** Ends a conflict as it was chosen, as one act that can be undone, and saves. */
export async function settleConflict(store: Store, saver: Saver, choices: Choices): Promise<void> {
  const { conflict, saved, graph } = store.get();
  if (!conflict) return;
  const merged = mergeGraphs(saved, graph, conflict.theirs.graph, choices);
  const mine = merged.clashes.filter((clash) => choices.get(clash.key) !== "theirs");
  takeIn(store, conflict, merged, mine);
  await saver.saveNow();
}

/** Leaves the choice for later: nothing is saved until then, and this browser keeps what is drawn. */
export function postponeConflict(store: Store): void {
  const { conflict } = store.get();
  if (!conflict) return;
  store.set({ conflict: { ...conflict, isOpen: false } });
  say(store, "Not saved yet. What you drew is kept in this browser until you choose.");
}

/** `kept` are the clashes in which mine was chosen: of them nothing was taken. */
function takeIn(store: Store, conflict: Omit<Conflict, "isOpen">, merged: Merged, kept: readonly Clash[] = []): void {
  const { saved, graph } = store.get();
  const { by, at, theirs } = conflict;
  const { facts, ids, problems, problemsOf, revision } = theirs;
  store.set({ facts, ids, problems, problemsOf, revision, saved: theirs.graph, conflict: null, save: { kind: "unsaved" } });
  const label = by ? `Merge with what ${by} saved` : "Merge with what was saved meanwhile";
  const changed = sayAllChanges(saved, theirs.graph, kept);
  runCommand(store, { label, changes: changesTo(graph, merged.graph) }, { force: true, quiet: true });
  if (changed.length === 0) return;
  const when = sayTimeOf(at);
  store.set({ notice: `Merged with what ${by ?? "someone else"} changed${when}: ${sayFew(changed)}.${sayMoved(merged)}` });
}

function sayMoved({ moved, graph }: Merged): string {
  const names = moved.map((id) => graph.steps.get(id)?.name).filter((name) => name !== undefined);
  if (names.length === 0) return "";
  return ` You both moved ${names.length > 3 ? sayCount(names.length, "step") : names.join(", ")}: your place was kept.`;
}

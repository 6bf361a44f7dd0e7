/** The moves of the life cycle that the designer offers. */
import type { Doors, Move } from "./api";
import { DoorClosed } from "./api";
import { stateOf } from "./loading";
import { NO_HISTORY } from "./history";
import { readProblems, sayCounts } from "./problems/read";
import type { Saver } from "./saving";
import type { Store, WorkflowFacts } from "./store";
import { say } from "./store";

const SAID: Record<Move, string> = {
  deploy: "Deployed. It is checked and frozen; initialize it to take tickets.",
  initialize: "Initialized. It takes tickets from now on.",
  edit: "Back in draft. Everything can be changed again.",
  revise: "Revision started. Tickets go on with the version in use.",
};

/**
 * Saves first, then moves what is seen here; a refusal shows its problems and why. One move at a time, and
 * nothing is drawn meanwhile: the answer brings the workflow as it is then, what came in between would be lost.
 */
export async function moveWorkflow(store: Store, doors: Doors, saver: Saver, move: Move): Promise<void> {
  store.set({ dialog: null, notice: null });
  const isSaved = await saver.saveNow();
  if (store.get().moving) return;
  if (!isSaved) {
    store.set({ notice: `Nothing was ${pastOf(move)}: save your changes first.` });
    return;
  }
  store.set({ moving: move });
  await makeMove(store, doors, saver, move).finally(() => store.set({ moving: null }));
}

async function makeMove(store: Store, doors: Doors, saver: Saver, move: Move): Promise<void> {
  try {
    await doors.move(move, store.get().revision);
    const workflow = await doors.loadWorkflow();
    store.set({ ...stateOf(workflow, store.get().ids), history: NO_HISTORY, renaming: null, connecting: null });
    store.set({ notice: SAID[move] });
  } catch (error) {
    if (!(error instanceof DoorClosed)) throw error;
    if (error.kind === "changed") await lookAgain(store, saver, move);
    else takeRefusal(store, error);
  }
}

/** Brings in what nobody here has seen yet; the move waits until it was looked at. */
async function lookAgain(store: Store, saver: Saver, move: Move): Promise<void> {
  const isHere = await saver.bringIn({});
  const merged = isHere ? store.get().notice : null;
  const why = merged ?? "Somebody saved this workflow meanwhile.";
  store.set({ notice: `Nothing was ${pastOf(move)} yet. ${why} Look at it, then decide again.` });
}

function takeRefusal(store: Store, error: DoorClosed): void {
  const { ids } = store.get();
  if (error.body.problems) {
    const problems = readProblems(error.body.problems, ids);
    store.set({ problems });
    say(store, sayCounts(problems));
  }
  store.set({ notice: error.message });
}

function pastOf(move: Move): string {
  return { deploy: "deployed", initialize: "initialized", edit: "moved", revise: "started" }[move];
}

const LABELS: readonly (readonly [Move, string])[] = [
  ["deploy", "Deploy"],
  ["initialize", "Initialize"],
  ["revise", "Start a revision"],
  ["edit", "Back to draft"],
];
/** Where the server does not say which moves are possible, the life cycle does. */
const FROM: Record<Move, readonly string[]> = {
  deploy: ["draft"],
  initialize: ["draft", "deployed"],
  revise: ["initialized", "paused"],
  edit: ["deployed"],
};

/** Which moves are possible now, the main one first. */
export function movesOf(facts: WorkflowFacts): { move: Move; label: string }[] {
  const stage = facts.revisionStatus ?? facts.status;
  const possible = (move: Move) =>
    facts.moves
      ? facts.moves.some((m) => m.move === move && m.possible)
      : facts.mayDesign && FROM[move].includes(stage);
  return LABELS.filter(([move]) => possible(move)).map(([move, label]) => ({ move, label }));
}

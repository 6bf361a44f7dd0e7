/** The moves of the life cycle that the designer offers. */
import type { Doors, Move } from "./api";
import { DoorClosed } from "./api";
import { stateOf } from "./loading";
import { NO_HISTORY } from "./history";
import { readProblems, sayCounts } from "./problems/read";
import type { Saver } from "./saving";
import type { State, Store } from "./store";
import { say } from "./store";

const SAID: Record<Move, string> = {
  deploy: "Deployed. It is checked and frozen; initialize it to take tickets.",
  initialize: "Initialized. It takes tickets from now on.",
  edit: "Back in draft. Everything can be changed again.",
  revise: "Revision started. Tickets go on with the version in use.",
};

/** Saves first, then moves; a refusal shows its problems and why. */
export async function moveWorkflow(store: Store, doors: Doors, saver: Saver, move: Move): Promise<void> {
  store.set({ dialog: null, notice: null });
  if (!(await saver.saveNow())) {
    store.set({ notice: `Nothing was ${pastOf(move)}: save your changes first.` });
    return;
  }
  try {
    await doors.move(move);
    const workflow = await doors.loadWorkflow();
    store.set({ ...stateOf(workflow, store.get().ids), history: NO_HISTORY, renaming: null, connecting: null });
    store.set({ notice: SAID[move] });
  } catch (error) {
    if (!(error instanceof DoorClosed)) throw error;
    takeRefusal(store, error);
  }
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

/** Which moves the bar offers now, the main one first. */
export function movesOf(state: Pick<State, "facts">): { move: Move; label: string }[] {
  const { status, revisionStatus } = state.facts;
  const now = revisionStatus ?? status;
  const back: { move: Move; label: string } = { move: "edit", label: "Back to draft" };
  if (now === "draft") return [{ move: "deploy", label: "Deploy" }, { move: "initialize", label: "Initialize" }];
  if (now === "deployed") return [{ move: "initialize", label: "Initialize" }, back];
  if (now === "initialized" || now === "paused") return [{ move: "revise", label: "Start a revision" }];
  return [];
}

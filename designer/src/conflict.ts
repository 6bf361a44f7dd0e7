/** The two ways out when someone else saved first. Nothing typed is lost by either. */
import { runCommand } from "./acts";
import type { Doors, WireWorkflow } from "./api";
import { DoorClosed } from "./api";
import { compareGraphs } from "./diff";
import { documentOf } from "./loading";
import { readProblems } from "./problems/read";
import type { Saver } from "./saving";
import type { State, Store } from "./store";
import { readGraph } from "./wire";

/** Takes what they saved; my version stays one undo away. */
export async function takeTheirs(store: Store, doors: Doors): Promise<void> {
  const workflow = await fetchTheirs(store, doors);
  const { conflict, graph } = store.get();
  if (!workflow || !conflict) return;
  const theirs = baseOf(workflow, store.get());
  const label = conflict.by ? `Take what ${conflict.by} saved` : "Take what was saved meanwhile";
  const changes = compareGraphs(graph, theirs.saved);
  store.set({ ...theirs, conflict: null, revision: workflow.revision });
  runCommand(store, { label, changes }, { force: true });
  store.set({ saved: store.get().graph, save: { kind: "saved", at: null } });
}

/** Saves mine over theirs. The save carries the revision that was shown, so a third save in between is seen too. */
export async function keepMine(store: Store, doors: Doors, saver: Saver): Promise<void> {
  const workflow = await fetchTheirs(store, doors);
  const { conflict } = store.get();
  if (!workflow || !conflict) return;
  store.set({ ...baseOf(workflow, store.get()), conflict: null, revision: conflict.revision });
  await saver.saveNow();
}

function baseOf(workflow: WireWorkflow, state: State): Pick<State, "saved" | "ids" | "problems" | "problemsOf"> {
  const problemsOf = documentOf(workflow);
  const { graph, ids } = readGraph(problemsOf, state.ids);
  return { saved: graph, ids, problemsOf, problems: readProblems(workflow.problems ?? [], ids) };
}

async function fetchTheirs(store: Store, doors: Doors): Promise<WireWorkflow | null> {
  try {
    return await doors.loadWorkflow();
  } catch (error) {
    if (!(error instanceof DoorClosed)) throw error;
    store.set({ notice: `Could not fetch what was saved meanwhile: ${error.message}` });
    return null;
  }
}

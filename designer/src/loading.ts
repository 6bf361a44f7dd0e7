/** Opening a workflow, and taking in what the server says of it. */
import type { Doors, WireWorkflow } from "./api";
import { DoorClosed } from "./api";
import { NO_HISTORY } from "./history";
import { readProblems } from "./problems/read";
import type { State, Store, Theirs, WorkflowFacts } from "./store";
import type { WireDetails, WireDocument, WireGraph } from "./wireShapes";
import { readGraph } from "./wire";

/** Loads workflow and roles; what fails is said on the page. */
export async function openWorkflow(store: Store, doors: Doors): Promise<void> {
  try {
    const [workflow, roles] = await Promise.all([doors.loadWorkflow(), doors.loadRoles()]);
    store.set({ ...stateOf(workflow), roles, phase: "ready", history: NO_HISTORY, save: { kind: "saved", at: null } });
  } catch (error) {
    if (!(error instanceof DoorClosed)) throw error;
    store.set({ phase: "failed", failure: error.message });
  }
}

/** Status and what may be changed, from the server's words. */
export function factsOf(workflow: WireWorkflow): WorkflowFacts {
  const state = workflow.revision_status ?? workflow.status;
  const guess = state === "draft" ? "all" : state === "deployed" ? "words" : "none";
  return {
    workflowId: workflow.workflow_id,
    status: workflow.status,
    revisionStatus: workflow.revision_status ?? null,
    version: workflow.version ?? null,
    editable: workflow.editable ?? guess,
    mayDesign: workflow.may_design ?? true,
    moves: workflow.moves ?? null,
  };
}

/** The document that problems and fixes of this answer speak about. */
export function documentOf(workflow: WireDetails & { graph: WireGraph }): WireDocument {
  const { name, description, department, category, sub_category, end_logic } = workflow;
  const { urgent_sla, high_sla, medium_sla, low_sla } = workflow;
  const words = {
    name,
    description,
    department,
    category,
    sub_category,
    end_logic,
    urgent_sla,
    high_sla,
    medium_sla,
    low_sla,
  };
  return { workflow: words as WireDocument["workflow"], graph: workflow.graph };
}

/** The state that shows exactly what the server has; known elements keep their keys. */
export function stateOf(workflow: WireWorkflow, known?: State["ids"]): Theirs & Pick<State, "saved"> {
  const problemsOf = documentOf(workflow);
  const { graph, ids } = readGraph(problemsOf, known);
  return {
    facts: factsOf(workflow),
    graph,
    saved: graph,
    ids,
    revision: workflow.revision,
    problemsOf,
    problems: readProblems(workflow.problems ?? [], ids),
  };
}

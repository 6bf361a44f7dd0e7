/** A server that lives in memory, answering as the real one does. */
import { DoorClosed } from "../src/api";
import type { Doors, Refused, WireAround, WireWorkflow } from "../src/api";
import type { WireEdge, WireNode } from "../src/wireShapes";

export function makeNode(step_id: number, name: string, more: Partial<WireNode> = {}): WireNode {
  return {
    step_id,
    name,
    description: "",
    instruction: "",
    role_id: 2,
    escalate_to: null,
    weight: 0.5,
    order: step_id,
    is_start: false,
    is_end: false,
    assignment: "turn",
    pauses_clock: false,
    design: { x: step_id * 280, y: 0 },
    ...more,
  };
}

export function makeEdge(transition_id: number, from_step_id: number, to_step_id: number, name: string): WireEdge {
  return { transition_id, from_step_id, to_step_id, name, note_required: false, design: {} };
}

export function makeWorkflow(more: Partial<WireWorkflow> = {}): WireWorkflow {
  return {
    workflow_id: 12,
    name: "IT Support",
    description: null,
    department: "IT",
    category: "Technology",
    sub_category: null,
    end_logic: "",
    urgent_sla: "04:00:00",
    high_sla: null,
    medium_sla: null,
    low_sla: null,
    status: "draft",
    revision_status: null,
    version: null,
    revision: 1,
    problems: [],
    editable: "all",
    graph: {
      nodes: [makeNode(1, "Triage", { is_start: true }), makeNode(2, "Verify", { is_end: true })],
      edges: [makeEdge(1, 1, 2, "Assign")],
    },
    ...more,
  };
}

export interface FakeServer extends Doors {
  workflow: WireWorkflow;
  calls: { door: string; body: unknown }[];
  /** The next save fails with this. */
  failure: DoorClosed | null;
  /** The next save is done, and its answer is lost by this. */
  lost: DoorClosed | null;
  /** What a sign of life is answered. */
  around: WireAround;
}

export function makeServer(workflow: WireWorkflow = makeWorkflow()): FakeServer {
  let next = 100;
  const server: FakeServer = {
    workflow,
    calls: [],
    failure: null,
    lost: null,
    around: {
      people: [],
      status: "draft",
      revision_status: null,
      revision: 1,
      changed_by_id: 1,
      changed_by: "Ada",
      changed_at: "2026-11-24T12:03:00Z",
    },
    loadWorkflow: () => Promise.resolve(structuredClone(server.workflow)),
    loadRoles: () =>
      Promise.resolve([
        { role_id: 2, name: "Agent" },
        { role_id: 4, name: "Manager" },
      ]),
    saveGraph(graph, revision) {
      guard("graph", { graph, revision }, revision);
      const steps: Record<string, number> = {};
      const transitions: Record<string, number> = {};
      const nodes = graph.nodes.map(({ temp_id, ...node }) => {
        if (temp_id !== undefined) node.step_id = steps[temp_id] = next++;
        return node;
      });
      const edges = graph.edges.map(({ temp_id, from_temp_id, to_temp_id, ...edge }) => {
        if (from_temp_id !== undefined) edge.from_step_id = steps[from_temp_id]!;
        if (to_temp_id !== undefined) edge.to_step_id = steps[to_temp_id]!;
        if (temp_id !== undefined) edge.transition_id = transitions[temp_id] = next++;
        return edge;
      });
      server.workflow = { ...server.workflow, graph: { nodes, edges }, revision: revision + 1 };
      return Promise.resolve({
        revision: revision + 1,
        graph: { nodes, edges },
        temp_id_mapping: steps,
        edge_id_mapping: transitions,
        problems: [],
      });
    },
    saveDetails(details, revision) {
      guard("details", { details, revision }, revision);
      server.workflow = { ...server.workflow, ...details, revision: revision + 1 };
      return Promise.resolve({ ...details, revision: revision + 1, problems: [] });
    },
    move(move, revision) {
      server.calls.push({ door: move, body: {} });
      if (revision !== server.workflow.revision) return Promise.reject(new DoorClosed("changed", "It changed."));
      server.workflow = { ...server.workflow, status: "deployed", editable: "words" };
      return Promise.resolve({ status: "deployed", revision_status: null, version: null, problems: [] });
    },
    beHere(tab) {
      server.calls.push({ door: "here", body: tab });
      return Promise.resolve(structuredClone(server.around));
    },
    leave: (tab) => void server.calls.push({ door: "leave", body: tab }),
  };
  function guard(door: string, body: unknown, revision: number): void {
    server.calls.push({ door, body: structuredClone(body) });
    const failure = server.failure;
    server.failure = null;
    if (failure) throw failure;
    if (revision !== server.workflow.revision) throw makeStale(server.workflow);
  }
  function lose<T>(answer: T): T {
    const { lost } = server;
    server.lost = null;
    if (lost) throw lost;
    return answer;
  }
  for (const door of ["saveGraph", "saveDetails"] as const) {
    const plain = server[door] as (a: never, b: number) => Promise<never>;
    server[door] = ((a: never, b: number) => Promise.resolve().then(() => plain(a, b)).then(lose)) as never;
  }
  return server;
}

export function makeStale(workflow: WireWorkflow): DoorClosed {
  const body: Refused = {
    changed: ["Step “Verify” changed."],
    changed_by: "Elena Petrova",
    changed_at: "2026-11-24T12:03:00Z",
    revision: workflow.revision,
    graph: workflow.graph,
  };
  return new DoorClosed("stale", "Elena Petrova saved this workflow in the meantime.", body);
}

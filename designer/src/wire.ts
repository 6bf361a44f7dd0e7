/** The graph as the API writes it, and the way there and back. */
import type { Details, Graph, Side, Step, Transition } from "./graph";
import { inOrder, SIDES } from "./graph";
import type { WireDetails, WireDocument, WireEdge, WireGraph, WireNode } from "./wireShapes";
import { readDuration, readWeight, writeDuration } from "./shares";

/** Which element here is which row there. Only rows that exist on the server are in it. */
export interface Ids {
  readonly steps: ReadonlyMap<string, number>;
  readonly transitions: ReadonlyMap<string, number>;
}
export const NO_IDS: Ids = { steps: new Map(), transitions: new Map() };
export const DEFAULT_ASSIGNMENT = "turn";

/** Server ids back to keys here. */
export function reverseIds(ids: ReadonlyMap<string, number>): Map<number, string> {
  return new Map([...ids].map(([key, id]) => [id, key]));
}

/** A graph from the server; elements already known keep their key, so that undo still finds them. */
export function readGraph(doc: WireDocument, known: Ids = NO_IDS): { graph: Graph; ids: Ids } {
  const stepKeys = reverseIds(known.steps);
  const transitionKeys = reverseIds(known.transitions);
  const steps = new Map<string, Step>();
  const transitions = new Map<string, Transition>();
  const ids = { steps: new Map<string, number>(), transitions: new Map<string, number>() };
  doc.graph.nodes.forEach((node, at) => {
    const key = keyOf(node.step_id, node.temp_id, stepKeys, "s", at);
    steps.set(key, readStep(node, key, at));
    if (node.step_id != null) ids.steps.set(key, node.step_id);
  });
  const end = (id: number | null | undefined, temp: string | undefined) =>
    id != null ? (stepKeys.get(id) ?? `s${id}`) : (temp ?? "");
  doc.graph.edges.forEach((edge, at) => {
    const key = keyOf(edge.transition_id, edge.temp_id, transitionKeys, "t", at);
    const from = end(edge.from_step_id, edge.from_temp_id);
    const to = end(edge.to_step_id, edge.to_temp_id);
    if (!steps.has(from) || !steps.has(to)) return;
    transitions.set(key, readTransition(edge, key, from, to));
    if (edge.transition_id != null) ids.transitions.set(key, edge.transition_id);
  });
  return { graph: { steps, transitions, details: readDetails(doc.workflow) }, ids };
}

function keyOf(
  id: number | null | undefined,
  temp: string | undefined,
  keys: Map<number, string>,
  letter: string,
  at: number,
): string {
  if (id != null) return keys.get(id) ?? `${letter}${id}`;
  return temp ?? `${letter}-at-${at}`;
}

function readStep(node: WireNode, id: string, at: number): Step {
  const weight = String(node.weight ?? 0);
  const parts = readWeight(weight);
  return {
    id,
    name: node.name ?? "",
    description: node.description ?? "",
    instruction: node.instruction ?? "",
    roleId: node.role_id ?? null,
    escalateTo: node.escalate_to ?? null,
    weight: parts === null ? weight : String(parts / 10_000),
    order: node.order ?? at,
    isStart: node.is_start ?? false,
    isEnd: node.is_end ?? false,
    pausesClock: node.pauses_clock ?? false,
    assignment: node.assignment || DEFAULT_ASSIGNMENT,
    x: readPlace(node.design?.["x"], (at % 4) * 276),
    y: readPlace(node.design?.["y"], Math.floor(at / 4) * 180),
  };
}

function readPlace(value: unknown, instead: number): number {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 1e6 ? value : instead;
}

function readTransition(edge: WireEdge, id: string, from: string, to: string): Transition {
  return {
    id,
    from,
    to,
    name: edge.name ?? "",
    noteRequired: edge.note_required ?? false,
    fromSide: readSide(edge.design?.["sourceHandle"]),
    toSide: readSide(edge.design?.["targetHandle"]),
  };
}

function readSide(value: unknown): Side | null {
  return SIDES.find((side) => side === value) ?? null;
}

/** The workflow's own fields from the server. */
export function readDetails(wire: WireDetails): Details {
  return {
    name: wire.name ?? "",
    description: wire.description ?? "",
    department: wire.department ?? "",
    category: wire.category ?? "",
    subCategory: wire.sub_category ?? "",
    endLogic: wire.end_logic ?? "",
    urgent: readDuration(wire.urgent_sla),
    high: readDuration(wire.high_sla),
    medium: readDuration(wire.medium_sla),
    low: readDuration(wire.low_sla),
  };
}

/** The workflow's own fields for the server. */
export function writeDetails(details: Details): WireDetails {
  return {
    name: details.name,
    description: details.description,
    department: details.department,
    category: details.category,
    sub_category: details.subCategory,
    end_logic: details.endLogic,
    urgent_sla: writeDuration(details.urgent),
    high_sla: writeDuration(details.high),
    medium_sla: writeDuration(details.medium),
    low_sla: writeDuration(details.low),
  };
}

/** The graph for the server: rows it has by their id, new ones by their key as temp_id. */
export function writeGraph(graph: Graph, ids: Ids): WireGraph {
  const nodes = inOrder(graph.steps).map((step) => writeStep(step, ids.steps.get(step.id)));
  const edges = [...graph.transitions.values()].map((t) => writeTransition(t, ids));
  return { nodes, edges };
}

function writeStep(step: Step, stepId: number | undefined): WireNode {
  const parts = readWeight(step.weight);
  return {
    ...(stepId === undefined ? { temp_id: step.id } : { step_id: stepId }),
    name: step.name,
    description: step.description,
    instruction: step.instruction,
    role_id: step.roleId,
    escalate_to: step.escalateTo,
    weight: parts === null ? step.weight : parts / 10_000,
    order: step.order,
    is_start: step.isStart,
    is_end: step.isEnd,
    pauses_clock: step.pausesClock,
    assignment: step.assignment,
    design: { x: step.x, y: step.y },
  };
}

function writeTransition(transition: Transition, ids: Ids): WireEdge {
  const id = ids.transitions.get(transition.id);
  const from = ids.steps.get(transition.from);
  const to = ids.steps.get(transition.to);
  const design: Record<string, unknown> = {};
  if (transition.fromSide) design["sourceHandle"] = transition.fromSide;
  if (transition.toSide) design["targetHandle"] = transition.toSide;
  return {
    ...(id === undefined ? { temp_id: transition.id } : { transition_id: id }),
    ...(from === undefined ? { from_temp_id: transition.from } : { from_step_id: from }),
    ...(to === undefined ? { to_temp_id: transition.to } : { to_step_id: to }),
    name: transition.name,
    note_required: transition.noteRequired,
    design,
  };
}

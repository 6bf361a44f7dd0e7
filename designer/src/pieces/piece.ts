/** A piece of a workflow: steps with the transitions among them, to be put into this graph or another. */
import { giveNames, makeKey, Refusal } from "../edits";
import type { Change, Command, Graph, Step, Transition } from "../graph";
import { inOrder } from "../graph";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { readWeight, sumWeights } from "../shares";

export interface Piece {
  readonly steps: readonly Step[];
  readonly transitions: readonly Transition[];
}

const GAP = 50;
const MOST_STEPS = 2_000;
const MOST_TRANSITIONS = 5_000;

/** These steps and what joins them among each other. */
export function takePiece(graph: Graph, stepIds: ReadonlySet<string>): Piece {
  return {
    steps: inOrder(graph.steps).filter((s) => stepIds.has(s.id)),
    transitions: [...graph.transitions.values()].filter((t) => stepIds.has(t.from) && stepIds.has(t.to)),
  };
}

/** Puts a piece in, with ids anew and names nobody else has; shares that would pass the whole become 0. */
export function putPiece(graph: Graph, piece: Piece, label: string): { command: Command; stepIds: string[] } {
  checkRoom(graph, piece);
  const keys = new Map(piece.steps.map((s) => [s.id, makeKey()] as const));
  const steps = fitSteps(graph, piece, keys);
  const transitions = piece.transitions.map((t) => ({
    ...t,
    id: makeKey(),
    from: keys.get(t.from)!,
    to: keys.get(t.to)!,
  }));
  const changes: Change[] = [
    ...steps.map((s): Change => ({ on: "step", id: s.id, before: null, after: s })),
    ...transitions.map((t): Change => ({ on: "transition", id: t.id, before: null, after: t })),
  ];
  return { command: { label, changes }, stepIds: steps.map((s) => s.id) };
}

function checkRoom(graph: Graph, piece: Piece): void {
  if (graph.steps.size + piece.steps.length > MOST_STEPS)
    throw new Refusal(`A workflow takes at most ${MOST_STEPS.toLocaleString("en")} steps: nothing was added.`);
  if (graph.transitions.size + piece.transitions.length > MOST_TRANSITIONS)
    throw new Refusal(`A workflow takes at most ${MOST_TRANSITIONS.toLocaleString("en")} transitions: nothing was added.`);
}

function fitSteps(graph: Graph, piece: Piece, keys: ReadonlyMap<string, string>): Step[] {
  const nameOf = giveNames([...graph.steps.values()].map((s) => s.name));
  const fits = sumWeights([...graph.steps.values(), ...piece.steps]) <= 10_000;
  const order = Math.max(-1, ...[...graph.steps.values()].map((s) => s.order));
  const aside = findRoom(graph, piece.steps);
  let hasStart = [...graph.steps.values()].some((s) => s.isStart);
  return piece.steps.map((step, at) => {
    const name = step.name.trim() ? nameOf(step.name) : step.name;
    const isStart = step.isStart && !hasStart;
    hasStart ||= isStart;
    const weight = fits || readWeight(step.weight) === null ? step.weight : "0";
    return { ...step, id: keys.get(step.id)!, name, isStart, weight, order: order + 1 + at, ...aside(step) };
  });
}

/** The shift by which no step lies on another: none, else straight down past whatever is in the way. */
function findRoom(graph: Graph, steps: readonly Step[]): (step: Step) => { x: number; y: number } {
  const top = Math.min(...steps.map((s) => s.y));
  const [left, right] = [Math.min(...steps.map((s) => s.x)), Math.max(...steps.map((s) => s.x)) + STEP_WIDTH];
  const bottom = Math.max(...steps.map((s) => s.y)) + STEP_HEIGHT;
  let by = 0;
  const column = [...graph.steps.values()].filter((s) => s.x < right && s.x + STEP_WIDTH > left);
  for (const { y } of column.sort((a, b) => a.y - b.y)) {
    if (y < bottom + by && y + STEP_HEIGHT > top + by) by = Math.ceil((y + STEP_HEIGHT + GAP - top) / 10) * 10;
  }
  return (step) => ({ x: step.x, y: step.y + by });
}

/** A piece as a graph of its own. */
export function graphOf({ details }: Graph, { steps, transitions }: Piece): Graph {
  return {
    details,
    steps: new Map(steps.map((s) => [s.id, s])),
    transitions: new Map(transitions.map((t) => [t.id, t])),
  };
}

/** New places for a piece's steps, shifted so that its top left corner stays where it was. */
export function keepCorner(
  { steps }: Piece,
  tidied: readonly (readonly [string, { x: number; y: number }])[],
): Map<string, { x: number; y: number }> {
  const corner = (places: readonly { x: number; y: number }[]) =>
    [Math.min(...places.map((p) => p.x)), Math.min(...places.map((p) => p.y))] as const;
  const [left, top] = corner(steps);
  const [newLeft, newTop] = corner(tidied.map(([, place]) => place));
  return new Map(tidied.map(([id, { x, y }]) => [id, { x: x - newLeft + left, y: y - newTop + top }]));
}

/** The same piece, its top left corner at this place or its middle around it. */
export function movePiece(piece: Piece, place: { x: number; y: number }, around: "corner" | "middle"): Piece {
  const xs = piece.steps.map((s) => s.x);
  const ys = piece.steps.map((s) => s.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const half = around === "middle" ? 0.5 : 0;
  const snap = (value: number) => Math.round(value / 10) * 10;
  const dx = snap(place.x - left - half * (Math.max(...xs) + STEP_WIDTH - left));
  const dy = snap(place.y - top - half * (Math.max(...ys) + STEP_HEIGHT - top));
  return { ...piece, steps: piece.steps.map((s) => ({ ...s, x: s.x + dx, y: s.y + dy })) };
}

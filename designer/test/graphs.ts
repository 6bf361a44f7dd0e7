/** Graphs for tests, and random edits of them that come out alike for the same seed. */
import { deleteElements } from "../src/edits";
import type { Graph, Step, Transition } from "../src/graph";
import { applyChanges, EMPTY_DETAILS } from "../src/graph";

/** Steps s0, s1... of these names, the first the start; transitions t0, t1... as name, from, to. */
export function makeGraph(names: string[], edges: [string, number, number][]): Graph {
  return {
    details: EMPTY_DETAILS,
    steps: new Map(names.map((name, at) => [`s${at}`, makeStep(`s${at}`, name, at)])),
    transitions: new Map(edges.map(([name, from, to], at) => [`t${at}`, makeTransition(`t${at}`, name, `s${from}`, `s${to}`)])),
  };
}

function makeStep(id: string, name: string, order: number): Step {
  const words = { description: "", instruction: "", weight: "0.2", assignment: "turn" };
  const flags = { isStart: order === 0, isEnd: false, pausesClock: false };
  return { id, name, order, ...words, ...flags, roleId: null, escalateTo: null, x: order * 280, y: 0 };
}

function makeTransition(id: string, name: string, from: string, to: string): Transition {
  return { id, name, from, to, noteRequired: false, fromSide: null, toSide: null };
}

/** A whole number from 0 below `limit`, the same run for the same seed (a linear congruence). */
export type Chance = (limit: number) => number;
export function makeChance(seed: number): Chance {
  let state = seed * 2_654_435_761;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** The graph after up to `most` edits of any kind; new elements carry `mark` in their ids. */
export function makeEdited(graph: Graph, chance: Chance, most: number, mark: string): Graph {
  let edited = graph;
  for (let left = chance(most + 1); left > 0; left -= 1) edited = editOnce(edited, chance, `${mark}${left}`);
  return edited;
}

function editOnce(graph: Graph, chance: Chance, id: string): Graph {
  const step = pick([...graph.steps.values()], chance);
  const other = pick([...graph.steps.values()], chance);
  const transition = pick([...graph.transitions.values()], chance);
  const act = chance(9);
  if (act === 0 || !step || !other) return withStep(graph, makeStep(`s-${id}`, `Step ${id}`, 50 + chance(9)));
  if (act === 1) return withStep(graph, { ...step, name: `Name ${id}` });
  if (act === 2) return withStep(graph, { ...step, weight: `0.${1 + chance(9)}`, roleId: chance(3) });
  if (act === 3) return withStep(graph, { ...step, x: chance(900), y: chance(900) });
  if (act === 4) return withStep(graph, { ...step, isEnd: !step.isEnd, isStart: chance(3) === 0 });
  if (act === 5 && step !== other) return withTransition(graph, makeTransition(`t-${id}`, `To ${id}`, step.id, other.id));
  if (act === 6 && transition) return withTransition(graph, { ...transition, name: `Way ${id}` });
  if (act === 7 && transition && step !== other)
    return withTransition(graph, { ...transition, from: step.id, to: other.id });
  const gone = new Set(chance(2) ? [step.id] : transition ? [transition.id] : []);
  return applyChanges(graph, deleteElements(graph, gone, gone).changes);
}

function pick<T>(values: readonly T[], chance: Chance): T | undefined {
  return values[chance(values.length)];
}

function withStep(graph: Graph, step: Step): Graph {
  return { ...graph, steps: new Map(graph.steps).set(step.id, step) };
}

function withTransition(graph: Graph, transition: Transition): Graph {
  return { ...graph, transitions: new Map(graph.transitions).set(transition.id, transition) };
}

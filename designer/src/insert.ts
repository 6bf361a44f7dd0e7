/** Steps that come into the graph already joined: put on a transition, or drawn out of another step. */
import { addStep, changeTransition, connectSteps, moveSteps, Refusal, uniqueName } from "./edits";
import type { Change, Command, Graph, Side, Step, Transition } from "./graph";
import { applyChanges, choicesFrom } from "./graph";
import { STEP_HEIGHT, STEP_WIDTH } from "./shape";

interface Made {
  readonly command: Command;
  readonly step: Step;
}

/** True when a step has no transition yet, so that putting it on one is what the person means. */
export function isLoose(graph: Graph, stepId: string): boolean {
  return ![...graph.transitions.values()].some((t) => t.from === stepId || t.to === stepId);
}

/** A step there is already, put on a transition: the choice now leads to it, and it leads on. */
export function insertStep(graph: Graph, step: Step, transition: Transition, first: readonly Change[] = []): Made {
  const target = graph.steps.get(transition.to);
  if (!target) throw new Refusal("The transition is gone.");
  const changes: Change[] = [
    ...first,
    ...changeTransition(transition, { to: step.id, toSide: null }).changes,
    ...onward(graph, step, transition, target),
  ];
  return { command: { label: `Insert ${step.name} on ${transition.name}`, changes }, step };
}

function onward(graph: Graph, step: Step, transition: Transition, target: Step): readonly Change[] {
  const known = { ...graph, steps: new Map(graph.steps).set(step.id, step) };
  const sides = { fromSide: null, toSide: transition.toSide };
  return connectSteps(known, step.id, target.id, false, sides).command.changes;
}

const APART = { x: 280, y: 150 } as const;

/** Where a step goes on a transition: halfway; where that is too narrow, what lies beyond moves on. */
export function makeRoom(
  graph: Graph,
  transition: Transition,
): { place: { x: number; y: number }; moves: Map<string, { x: number; y: number }> } {
  const from = graph.steps.get(transition.from)!;
  const to = graph.steps.get(transition.to)!;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const axis = Math.abs(dy) <= STEP_HEIGHT ? "x" : "y";
  const lack = 2 * APART[axis] - Math.abs(to[axis] - from[axis]);
  const sign = Math.sign(axis === "x" ? dx : dy) || 1;
  const moves = new Map<string, { x: number; y: number }>();
  const inLine = axis === "x" || Math.abs(dx) < STEP_WIDTH;
  if (lack > 0 && inLine) {
    for (const s of graph.steps.values())
      if (s.id !== from.id && (s[axis] - to[axis]) * sign >= 0)
        moves.set(s.id, { x: s.x, y: s.y, [axis]: s[axis] + sign * lack });
  }
  const target = moves.get(to.id) ?? to;
  const half = (a: number, b: number) => Math.round((a + b) / 20) * 10;
  return { place: { x: half(from.x, target.x), y: half(from.y, target.y) }, moves };
}

/** A new step on a transition, and the moves that make room for it. */
export function insertNewStep(
  graph: Graph,
  place: { x: number; y: number },
  transitionId: string,
  room: Pick<ReturnType<typeof makeRoom>, "moves"> = { moves: new Map() },
): Made {
  const transition = graph.transitions.get(transitionId);
  if (!transition) throw new Refusal("The transition is gone.");
  const { command, step } = addStep(graph, place, "step");
  return insertStep(graph, step, transition, [...moveSteps(graph, room.moves).changes, ...command.changes]);
}

/** A new step that a new transition leads to, in one act. */
export function addNextStep(graph: Graph, from: string, place: { x: number; y: number }, fromSide: Side | null): Made {
  const { command, step } = addStep(graph, place, "step");
  const withStep = applyChanges(graph, command.changes);
  const name = uniqueName(
    "Next",
    choicesFrom(graph, from).map((t) => t.name),
  );
  const joined = connectSteps(withStep, from, step.id, false, { fromSide, toSide: null }, name);
  const label = `Add ${step.name} after ${graph.steps.get(from)!.name}`;
  return { command: { label, changes: [...command.changes, ...joined.command.changes] }, step };
}

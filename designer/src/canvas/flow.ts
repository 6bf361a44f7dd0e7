/** The model as React Flow wants it; an element that did not change stays the very same object. */
import type { Edge, Node } from "@xyflow/react";
import { Position } from "@xyflow/react";
import type { Graph, Side, Step, Transition } from "../graph";
import { SIDES } from "../graph";
import { marksOf, roleNames, timesOf, waysBackOf } from "../derived";
import type { Mark } from "../problems/read";
import { mayEdit } from "../rights";
import { findLanes, sidesOf, STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { sayDuration } from "../shares";
import type { State } from "../store";
import { nameStep, nameTransition } from "../words";

export interface StepView extends Record<string, unknown> {
  readonly step: Step;
  readonly role: string;
  readonly time: string;
  readonly mark: Mark | undefined;
  readonly renaming: boolean;
  readonly canConnect: boolean;
  readonly isSource: boolean;
  readonly onRoute: boolean;
}
export interface TransitionView extends Record<string, unknown> {
  readonly transition: Transition;
  readonly lane: number;
  readonly isBack: boolean;
  readonly mark: Mark | undefined;
  readonly renaming: boolean;
  readonly onRoute: boolean;
  readonly name: string;
}
export type StepNodeType = Node<StepView, "step">;
export type TransitionEdgeType = Edge<TransitionView, "transition">;
export type Places = ReadonlyMap<string, { x: number; y: number }>;

export const POSITIONS: Record<Side, Position> = {
  top: Position.Top,
  right: Position.Right,
  bottom: Position.Bottom,
  left: Position.Left,
};
const PORT = 10;
const HANDLES = SIDES.map((side) => ({
  id: side,
  type: "source" as const,
  position: POSITIONS[side],
  width: PORT,
  height: PORT,
  x: (side === "left" ? 0 : side === "right" ? STEP_WIDTH : STEP_WIDTH / 2) - PORT / 2,
  y: (side === "top" ? 0 : side === "bottom" ? STEP_HEIGHT : STEP_HEIGHT / 2) - PORT / 2,
}));

/** Remembers what each element was built from. */
class Kept<T> {
  private old = new Map<string, { parts: readonly unknown[]; made: T }>();
  private fresh = new Map<string, { parts: readonly unknown[]; made: T }>();

  get(id: string, parts: readonly unknown[], make: () => T): T {
    const last = this.old.get(id);
    const entry = last && last.parts.every((p, at) => p === parts[at]) ? last : { parts, made: make() };
    this.fresh.set(id, entry);
    return entry.made;
  }

  turn(): void {
    this.old = this.fresh;
    this.fresh = new Map();
  }
}

/** Builds nodes and edges from the state; `places` are where steps are while being dragged. */
export class FlowBuilder {
  private readonly nodes = new Kept<StepNodeType>();
  private readonly edges = new Kept<TransitionEdgeType>();

  buildNodes(state: State, places: Places | null): StepNodeType[] {
    const { graph, roles, selection, renaming, connecting, problems, priority, facts, route } = state;
    const marks = marksOf(problems);
    const times = timesOf(graph.steps, graph.details, priority);
    const names = roleNames(roles);
    const canConnect = facts.editable === "all";
    const canMove = mayEdit(facts.editable, "step-fields", "x");
    const list: StepNodeType[] = [];
    for (const step of graph.steps.values()) {
      const { id } = step;
      const role = step.roleId === null ? "no role" : (names.get(step.roleId) ?? "unknown role");
      const seconds = times.get(id);
      const isSource = connecting?.from === id;
      const mark = marks.get(id);
      const onRoute = route?.ids.has(id) ?? false;
      const parts = [
        onRoute,
        step,
        places?.get(id),
        selection.steps.has(id),
        renaming === id,
        mark,
        role,
        seconds,
        canConnect,
        canMove,
        isSource,
      ];
      list.push(
        this.nodes.get(id, parts, () => ({
          id,
          type: "step",
          width: STEP_WIDTH,
          height: STEP_HEIGHT,
          handles: HANDLES,
          draggable: canMove && renaming !== id,
          position: places?.get(id) ?? { x: step.x, y: step.y },
          selected: selection.steps.has(id),
          ariaLabel: nameStep(step, role, mark),
          data: {
            step,
            role,
            mark,
            renaming: renaming === id,
            canConnect,
            isSource,
            onRoute,
            time: seconds === undefined ? "" : sayDuration(seconds),
          },
        })),
      );
    }
    this.nodes.turn();
    return list;
  }

  buildEdges(state: State, places: Places | null): TransitionEdgeType[] {
    const { graph, selection, renaming, problems, route } = state;
    const marks = marksOf(problems);
    const back = waysBackOf(graph.steps, graph.transitions);
    const routes = routeAll(graph, back, places);
    const lanes = findLanes(routes);
    const list = routes.map(({ id, transition, fromSide, toSide }) => {
      const lane = lanes.get(id) ?? 0;
      const isBack = back.has(id);
      const mark = marks.get(id);
      const name = nameTransition(transition, graph.steps, isBack, mark);
      const onRoute = route?.ids.has(id) ?? false;
      const parts = [
        transition,
        fromSide,
        toSide,
        lane,
        isBack,
        mark,
        selection.transitions.has(id),
        renaming === id,
        name,
        onRoute,
      ];
      return this.edges.get(id, parts, () => ({
        id,
        type: "transition",
        source: transition.from,
        target: transition.to,
        sourceHandle: fromSide,
        targetHandle: toSide,
        selected: selection.transitions.has(id),
        focusable: false,
        ariaLabel: name,
        data: { transition, lane, isBack, mark, renaming: renaming === id, onRoute, name },
      }));
    });
    this.edges.turn();
    return list;
  }
}

function routeAll(graph: Graph, back: ReadonlySet<string>, places: Places | null) {
  const at = (id: string): Step | undefined => {
    const step = graph.steps.get(id);
    const place = places?.get(id);
    return step && place ? { ...step, ...place } : step;
  };
  return [...graph.transitions.values()].flatMap((transition) => {
    const from = at(transition.from);
    const to = at(transition.to);
    if (!from || !to) return [];
    const { id } = transition;
    return [{ id, transition, from: from.id, to: to.id, ...sidesOf(transition, from, to, back.has(id)) }];
  });
}

/** The model as React Flow wants it; an element that did not change stays the very same object. */
import type { Edge, Node } from "@xyflow/react";
import { Position } from "@xyflow/react";
import type { Side, Step, Transition } from "../graph";
import { SIDES } from "../graph";
import { roleNames, timesOf, waysBackOf } from "../derived";
import type { Mark } from "../problems/read";
import { mayEdit } from "../rights";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { sayDuration } from "../shares";
import { nameStep, nameTransition } from "../words";
import { Kept } from "./kept";
import { Router } from "./routing";
import type { DrawnState } from "./useDrawnState";

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

/** Every step is of one size: what is known need not be measured when a step comes into sight. */
const MEASURED = { width: STEP_WIDTH, height: STEP_HEIGHT };

/** Builds nodes and edges from the state; `places` are where steps are while being dragged. */
export class FlowBuilder {
  private readonly nodes = new Kept<StepNodeType>();
  private readonly edges = new Kept<TransitionEdgeType>();
  private readonly router = new Router();

  buildNodes(state: DrawnState, places: Places | null): StepNodeType[] {
    const { graph, roles, selection, renaming, connecting, marks, priority, facts, route } = state;
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
          measured: MEASURED,
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
    return this.nodes.turn(list);
  }

  buildEdges(state: DrawnState, places: Places | null): TransitionEdgeType[] {
    const { graph, selection, renaming, marks, route } = state;
    const back = waysBackOf(graph.steps, graph.transitions);
    const routes = this.router.routes(graph, back, places);
    const lanes = this.router.lanes(routes);
    const list = routes.map(({ id, transition, fromSide, toSide }) => {
      const lane = lanes.get(id) ?? 0;
      const isBack = back.has(id);
      const mark = marks.get(id);
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
        graph.steps.get(transition.from)?.name,
        graph.steps.get(transition.to)?.name,
        onRoute,
      ];
      const make = () =>
        viewTransition(
          { transition, lane, isBack, mark, renaming: renaming === id, onRoute, name: nameTransition(transition, graph.steps, isBack, mark) },
          { fromSide, toSide, selected: selection.transitions.has(id) },
        );
      return this.edges.get(id, parts, make);
    });
    return this.edges.turn(list);
  }
}

function viewTransition(
  data: TransitionView,
  drawn: { fromSide: Side; toSide: Side; selected: boolean },
): TransitionEdgeType {
  const { id, from, to } = data.transition;
  return {
    id,
    type: "transition",
    source: from,
    target: to,
    sourceHandle: drawn.fromSide,
    targetHandle: drawn.toSide,
    selected: drawn.selected,
    focusable: false,
    ariaLabel: data.name,
    data,
  };
}

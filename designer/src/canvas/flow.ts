/** The model as React Flow wants it; an element that did not change stays the very same object. */
import type { Edge, Node } from "@xyflow/react";
import { Position } from "@xyflow/react";
import type { Graph, Side, Step, Transition } from "../graph";
import { SIDES } from "../graph";
import { haveAlike, remember, rememberAlike, roleNames, timesOf, waysBackOf } from "../derived";
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

/** What edges are made of: state of the same name, and where steps are. */
type EdgeParts = readonly [
  steps: Graph["steps"],
  transitions: Graph["transitions"],
  back: ReadonlySet<string>,
  places: Places | null,
  selected: ReadonlySet<string>,
  renaming: string | null,
  marks: DrawnState["marks"],
  route: DrawnState["route"],
];

/** Builds nodes and edges from the state; `places` are where steps are while being dragged. */
export class FlowBuilder {
  private readonly nodes = new Kept<StepNodeType>();
  private readonly edges = new Kept<TransitionEdgeType>();
  private readonly router = new Router();

  /** The nodes of a state; the same list as before for the same state. */
  readonly buildNodes = remember((state: DrawnState, places: Places | null) => this.makeNodes(state, places));

  private readonly edgesOf = rememberAlike(
    ([wasSteps, ...was]: EdgeParts, [steps, ...now]: EdgeParts) =>
      was.every((part, at) => part === now[at]) && haveAlike(wasSteps, steps, (a, b) => a.x === b.x && a.y === b.y),
    (...parts: EdgeParts) => this.makeEdges(...parts),
  );

  /** The edges of a state; the same list as before while nothing of them changed, as while a step is renamed. */
  buildEdges({ graph, selection, renaming, marks, route }: DrawnState, places: Places | null): TransitionEdgeType[] {
    const { steps, transitions } = graph;
    const back = waysBackOf(steps, transitions);
    return this.edgesOf(steps, transitions, back, places, selection.transitions, renaming, marks, route);
  }

  private makeNodes(state: DrawnState, places: Places | null): StepNodeType[] {
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

  private makeEdges(...parts: EdgeParts): TransitionEdgeType[] {
    const [steps, transitions, back, places, selected, renaming, marks, route] = parts;
    const routes = this.router.routes({ steps, transitions }, back, places);
    const lanes = this.router.lanes(routes);
    const list = routes.map(({ id, transition, fromSide, toSide }) => {
      const lane = lanes.get(id) ?? 0;
      const isBack = back.has(id);
      const mark = marks.get(id);
      const onRoute = route?.ids.has(id) ?? false;
      const isSelected = selected.has(id);
      const made = [transition, fromSide, toSide, lane, isBack, mark, isSelected, renaming === id, onRoute];
      return this.edges.get(id, made, () =>
        viewTransition(
          { transition, lane, isBack, mark, renaming: renaming === id, onRoute },
          { fromSide, toSide, selected: isSelected },
        ),
      );
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
    // Without the names of its steps: then renaming a step leaves all transitions as they are. The name on the line
    // says where it leads, and so does the table; where the drawing is too far away for names, the table alone.
    ariaLabel: nameTransition(data.transition, data.isBack, data.mark),
    data,
  };
}

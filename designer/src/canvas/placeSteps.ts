import { Graph, layout } from "@dagrejs/dagre";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { placeLayers } from "./placeLayers";
import type { LayoutAnswer, LayoutQuestion } from "./layout";

const GRID = 10;
const LETTER = 7;

/** Layers from the start on; top left corners, on the grid. A graph too deep for dagre's recursion is laid out plainly. */
export function placeSteps(question: LayoutQuestion): LayoutAnswer {
  try {
    return placeWithDagre(question);
  } catch (error) {
    if (error instanceof RangeError) return placeLayers(question);
    throw error;
  }
}

/** Leaves room on each line for the transition's name. */
function placeWithDagre(question: LayoutQuestion): LayoutAnswer {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: question.direction, nodesep: 60, ranksep: 40, edgesep: 30, marginx: 40, marginy: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of question.steps) graph.setNode(id, { width: STEP_WIDTH, height: STEP_HEIGHT });
  question.transitions.forEach(({ from, to, label }, at) => {
    graph.setEdge(
      from,
      to,
      { width: Math.min(170, label.length * LETTER + 30), height: 24, labelpos: "c" },
      String(at),
    );
  });
  layout(graph);
  return question.steps.map((id) => {
    const { x, y } = graph.node(id) as { x: number; y: number };
    return [id, { x: snap(x - STEP_WIDTH / 2), y: snap(y - STEP_HEIGHT / 2) }] as const;
  });
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}

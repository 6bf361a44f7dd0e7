import { Graph, layout } from "@dagrejs/dagre";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import type { LayoutAnswer, LayoutQuestion } from "./layout";

const GRID = 10;
const LETTER = 7;

/** Layers from the start on; room on each line for the transition's name. Top left corners, on the grid. */
export function placeSteps(question: LayoutQuestion): LayoutAnswer {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: question.direction, nodesep: 60, ranksep: 40, edgesep: 30, marginx: 40, marginy: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of question.steps) graph.setNode(id, { width: STEP_WIDTH, height: STEP_HEIGHT });
  question.transitions.forEach(({ from, to, label }, at) => {
    graph.setEdge(from, to, { width: Math.min(170, label.length * LETTER + 30), height: 24, labelpos: "c" }, String(at));
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

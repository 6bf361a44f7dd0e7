/** Steps in line and evenly apart. All steps are of one size, so that one edge in line means all of them. */
import { moveSteps } from "./edits";
import type { Command, Graph, Step } from "./graph";

export const WAYS = ["left", "middle", "right", "top", "centre", "bottom", "across", "down"] as const;
export type Way = (typeof WAYS)[number];

const LABELS: Record<Way, string> = {
  left: "Align left",
  middle: "Align in one column",
  right: "Align right",
  top: "Align at the top",
  centre: "Align in one row",
  bottom: "Align at the bottom",
  across: "Distribute across",
  down: "Distribute down",
};

/** What a way is called. */
export function sayWay(way: Way): string {
  return LABELS[way];
}

/** The end of that, short enough to stand below a sign. */
export function sayWhere(way: Way): string {
  const where = LABELS[way].replace(/^(Align|Distribute) (in |at )?(the )?/, "");
  return where.charAt(0).toUpperCase() + where.slice(1);
}

/** Puts the steps in line, or as far apart from one another as they are on the whole. */
export function arrangeSteps(graph: Graph, stepIds: ReadonlySet<string>, way: Way): Command {
  const steps = [...graph.steps.values()].filter((s) => stepIds.has(s.id));
  const axis = way === "left" || way === "middle" || way === "right" || way === "across" ? "x" : "y";
  const places = way === "across" || way === "down" ? distribute(steps, axis) : align(steps, axis, way);
  return moveSteps(graph, places, `${LABELS[way]}: ${steps.length} steps`);
}

function align(steps: readonly Step[], axis: "x" | "y", way: Way): Map<string, { x: number; y: number }> {
  const all = steps.map((s) => s[axis]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const line = way === "left" || way === "top" ? low : way === "right" || way === "bottom" ? high : (low + high) / 2;
  return new Map(steps.map((s) => [s.id, { x: s.x, y: s.y, [axis]: Math.round(line / 10) * 10 }]));
}

function distribute(steps: readonly Step[], axis: "x" | "y"): Map<string, { x: number; y: number }> {
  const row = [...steps].sort((a, b) => a[axis] - b[axis]);
  const [first, last] = [row[0]![axis], row.at(-1)![axis]];
  const gap = row.length > 1 ? (last - first) / (row.length - 1) : 0;
  return new Map(row.map((s, at) => [s.id, { x: s.x, y: s.y, [axis]: Math.round(first + gap * at) }]));
}

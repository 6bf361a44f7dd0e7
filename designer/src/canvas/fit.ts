/** What part of the drawing is in sight. Worked out from the model, so that it never waits for a drawing. */
import { getViewportForBounds } from "@xyflow/react";
import type { Viewport } from "@xyflow/react";
import type { Graph, Step } from "../graph";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";

interface Flow {
  getViewport(): Viewport;
  setViewport(viewport: Viewport, options?: { duration?: number }): Promise<boolean>;
}

/** Of more steps than this only those in sight are drawn, and one goes elsewhere in one leap. */
export const MANY = 300;

const READABLE = 0.5;
const NEAR = 0.9;
const FARTHEST = 0.1;
/** Room for the flags above, and for zoom and map below. */
const ROOM = { top: "52px", right: "44px", bottom: "108px", left: "44px" } as const;
const CALM = "(prefers-reduced-motion: reduce)";

/** Where the canvas lies on the page, while there is one. */
export function canvasBox(): DOMRect | undefined {
  return document.getElementById("dz-canvas")?.getBoundingClientRect();
}

/** How large the canvas is on the page. */
export type Size = Pick<DOMRect, "width" | "height">;

function fitting(steps: readonly Step[], box: Size): Viewport {
  const x = Math.min(...steps.map((s) => s.x));
  const y = Math.min(...steps.map((s) => s.y));
  const width = Math.max(...steps.map((s) => s.x)) + STEP_WIDTH - x;
  const height = Math.max(...steps.map((s) => s.y)) + STEP_HEIGHT - y;
  return getViewportForBounds({ x, y, width, height }, box.width, box.height, FARTHEST, 1, ROOM);
}

function go(flow: Flow, viewport: Viewport, softly = false): void {
  void flow.setViewport(viewport, { duration: softly && !matchMedia(CALM).matches ? 250 : 0 });
}

/** Shows these steps, as near as they fit. */
export function showSteps(flow: Flow, steps: readonly Step[], softly = false): void {
  const box = canvasBox();
  if (box && steps.length > 0) go(flow, fitting(steps, box), softly);
}

/** All of it in sight; on a small screen or for a large graph its start, near enough to read. */
export function beginningOf(graph: Graph, box: Size): Viewport {
  const steps = [...graph.steps.values()];
  if (steps.length === 0) return { x: 0, y: 0, zoom: 1 };
  const all = fitting(steps, box);
  const first = steps.find((s) => s.isStart) ?? steps[0]!;
  return all.zoom >= READABLE ? all : { x: 28 - first.x * NEAR, y: 64 - first.y * NEAR, zoom: NEAR };
}

/** Brings a step into sight if it is not: with everything where that stays readable, else alone. */
export function showStep(flow: Flow, graph: Graph, step: Step): void {
  const box = canvasBox();
  if (!box) return;
  const { x, y, zoom } = flow.getViewport();
  const left = step.x * zoom + x;
  const top = step.y * zoom + y;
  if (left >= 0 && top >= 0 && left + STEP_WIDTH * zoom <= box.width && top + STEP_HEIGHT * zoom <= box.height) return;
  const all = fitting([...graph.steps.values()], box);
  const middle = {
    x: box.width / 2 - (step.x + STEP_WIDTH / 2) * NEAR,
    y: box.height / 2 - (step.y + STEP_HEIGHT / 2) * NEAR,
    zoom: NEAR,
  };
  go(flow, all.zoom >= READABLE ? all : middle);
}

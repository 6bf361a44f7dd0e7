/** What the small map shows, in the drawing's own units. */
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Shown {
  readonly position: { readonly x: number; readonly y: number };
  readonly selected?: boolean | undefined;
  readonly data: { readonly mark: { readonly severity: "error" | "warning" } | undefined };
}

/** Width to height of the map on the page. */
const SHAPE = 128 / 84;
const MARGIN = 1.06;

/** The box of the map's shape around all steps and what is in sight of them. */
export function boxAround(steps: readonly Pick<Shown, "position">[], seen: Box): Box {
  let [left, top, right, bottom] = [seen.x, seen.y, seen.x + seen.width, seen.y + seen.height];
  for (const { position } of steps) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + STEP_WIDTH);
    bottom = Math.max(bottom, position.y + STEP_HEIGHT);
  }
  const height = Math.max(1, bottom - top, (right - left) / SHAPE) * MARGIN;
  const width = height * SHAPE;
  return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
}

/** One path for all steps of a kind; what is selected lies on top. */
export function outlineSteps(steps: readonly Shown[]): { kind: string; path: string }[] {
  const paths = { plain: "", warning: "", error: "", picked: "" };
  for (const { position, selected, data } of steps) {
    const kind = selected ? "picked" : (data.mark?.severity ?? "plain");
    paths[kind] += traceBox({ ...position, width: STEP_WIDTH, height: STEP_HEIGHT });
  }
  return Object.entries(paths).map(([kind, path]) => ({ kind, path }));
}

/** A box as a path. */
export function traceBox({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

/** Which point of the drawing lies under a point of the page, where the map fills `on`. */
export function pointAt(box: Box, on: DOMRectReadOnly, x: number, y: number): { x: number; y: number } {
  return {
    x: box.x + ((x - on.left) / on.width) * box.width,
    y: box.y + ((y - on.top) / on.height) * box.height,
  };
}

/** Lines that a step catches on while it is dragged past others. */
import type { Graph } from "./graph";

export interface Lines {
  /** Where a line stands upright, and where one lies; null where none was caught. */
  readonly x: number | null;
  readonly y: number | null;
}
export const NO_LINES: Lines = { x: null, y: null };
const NEAR = 7;

type Place = { readonly x: number; readonly y: number };

/** The places moved by the little that brings the first of them in line with a step that rests, and those lines. */
export function snapToLines(
  steps: Graph["steps"],
  places: ReadonlyMap<string, Place>,
): { places: Map<string, Place>; lines: Lines } {
  const lead = [...places.values()][0];
  if (!lead) return { places: new Map(places), lines: NO_LINES };
  const best = { x: null as number | null, y: null as number | null };
  for (const step of steps.values()) {
    if (places.has(step.id)) continue;
    for (const axis of ["x", "y"] as const) {
      const off = Math.abs(step[axis] - lead[axis]);
      if (off <= NEAR && (best[axis] === null || off < Math.abs(best[axis] - lead[axis]))) best[axis] = step[axis];
    }
  }
  const dx = best.x === null ? 0 : best.x - lead.x;
  const dy = best.y === null ? 0 : best.y - lead.y;
  return {
    places: new Map([...places].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }])),
    lines: best,
  };
}

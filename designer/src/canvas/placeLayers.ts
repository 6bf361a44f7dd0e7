/** A plain layered layout without recursion, for graphs too deep for the other one. */
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import type { LayoutAnswer, LayoutQuestion } from "./layout";

const ALONG = { LR: STEP_WIDTH + 96, TB: STEP_HEIGHT + 88 };
const ACROSS = { LR: STEP_HEIGHT + 58, TB: STEP_WIDTH + 46 };

/** Each step one layer after the last that leads to it; within a layer near those it comes from. */
export function placeLayers({ steps, transitions, direction }: LayoutQuestion): LayoutAnswer {
  const entering = new Map<string, string[]>(steps.map((id) => [id, []]));
  const leaving = new Map<string, string[]>(steps.map((id) => [id, []]));
  for (const { from, to } of transitions) {
    leaving.get(from)?.push(to);
    entering.get(to)?.push(from);
  }
  const layer = rankSteps(steps, entering, leaving);
  const rows = new Map<string, number>();
  const byLayer: string[][] = [];
  for (const id of steps) (byLayer[layer.get(id) ?? 0] ??= []).push(id);
  for (const members of byLayer) {
    const wish = (id: string) => {
      const known = entering.get(id)!.flatMap((from) => rows.get(from) ?? []);
      return known.length ? known.reduce((a, b) => a + b, 0) / known.length : 0;
    };
    (members ?? [])
      .map((id) => [id, wish(id)] as const)
      .sort((a, b) => a[1] - b[1])
      .forEach(([id], row) => rows.set(id, row));
  }
  return steps.map((id) => {
    const along = 40 + (layer.get(id) ?? 0) * ALONG[direction];
    const across = 40 + (rows.get(id) ?? 0) * ACROSS[direction];
    return [id, direction === "LR" ? { x: along, y: across } : { x: across, y: along }] as const;
  });
}

/** The longest way to each step, in steps; what hangs in a loop keeps what was found so far. */
function rankSteps(
  steps: readonly string[],
  entering: ReadonlyMap<string, string[]>,
  leaving: ReadonlyMap<string, string[]>,
): Map<string, number> {
  const waiting = new Map(steps.map((id) => [id, entering.get(id)!.length]));
  const layer = new Map<string, number>();
  const ready = steps.filter((id) => waiting.get(id) === 0);
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    const here = layer.get(id) ?? 0;
    for (const next of leaving.get(id)!) {
      layer.set(next, Math.max(layer.get(next) ?? 0, here + 1));
      const left = waiting.get(next)! - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return layer;
}

/** Giving shares so that they stay a whole, and what routes use of it. All in ten-thousandths. */
import type { Command, Graph, Step } from "./graph";
import { editStep, inOrder } from "./graph";
import { partsOf, readWeight, splitSeconds, sumWeights, writeWeight } from "./shares";

export const WHOLE = 10_000;
export type Parts = ReadonlyMap<string, number>;

/** Steps that take a share: those that do not pause the clock. */
export function sharingSteps(graph: Pick<Graph, "steps">): Step[] {
  return inOrder(graph.steps).filter((s) => !s.pausesClock);
}

/** One step's share moved; the others give or take in proportion, so that all of them are the whole. */
export function moveShare(steps: readonly Step[], id: string, wanted: number): Parts {
  const others = steps.filter((s) => s.id !== id);
  const own = others.length === 0 ? WHOLE : Math.max(0, Math.min(WHOLE, Math.round(wanted)));
  return new Map([[id, own], ...spread(others, WHOLE - own)]);
}

/** What is missing to the whole, or is too much, laid on steps without a share, else on all in proportion. */
export function shareRest(steps: readonly Step[]): Parts {
  const rest = WHOLE - sumWeights(steps);
  const bare = steps.filter((s) => partsOf(s) === 0);
  if (rest > 0 && bare.length > 0) return new Map(spread(bare, rest));
  return new Map(spread(steps, WHOLE));
}

/** The same share for all. */
export function shareAlike(steps: readonly Step[]): Parts {
  const parts = splitSeconds(
    WHOLE,
    steps.map(() => 1),
  );
  return new Map(steps.map((s, at) => [s.id, parts[at]!]));
}

function spread(steps: readonly Step[], total: number): [string, number][] {
  const old = steps.map(partsOf);
  const weights = old.some((p) => p > 0) ? old : old.map(() => 1);
  const parts = splitSeconds(total, weights);
  return steps.map((s, at) => [s.id, parts[at]!]);
}

/** The command that gives these shares. */
export function giveShares(graph: Graph, parts: Parts, label: string): Command {
  const changes = [...parts].map(([id, share]) => {
    const step = graph.steps.get(id);
    return step && readWeight(step.weight) !== share ? editStep(step, { weight: writeWeight(share) }) : null;
  });
  return { label, changes: changes.filter((c) => c !== null) };
}

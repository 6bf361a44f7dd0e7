/** What follows from the state and costs a walk: worked out once for each input. */
import type { Details, Graph, Priority, Step, Transition } from "./graph";
import { inOrder } from "./graph";
import { markElements } from "./problems/read";
import { findWaysBack } from "./shape";
import { stepTimes } from "./shares";

/** Keeps the last answer as long as every argument is the very same. */
export function remember<A extends readonly unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  let last: { args: A; answer: R } | null = null;
  return (...args) => {
    if (last && args.every((arg, at) => arg === last!.args[at])) return last.answer;
    last = { args, answer: work(...args) };
    return last.answer;
  };
}

export const marksOf = remember(markElements);
export const stepsInOrder = remember((steps: Graph["steps"]): Step[] => inOrder(steps));
export const waysBackOf = remember((steps: Graph["steps"], transitions: Graph["transitions"]) =>
  findWaysBack({ steps, transitions }),
);
/** Transitions as a table reads best: by the step they leave, then as they were drawn. */
export const transitionsInOrder = remember((steps: Graph["steps"], transitions: Graph["transitions"]): Transition[] => {
  const rank = new Map(stepsInOrder(steps).map((s, at) => [s.id, at]));
  return [...transitions.values()].sort((a, b) => (rank.get(a.from) ?? 0) - (rank.get(b.from) ?? 0));
});
export const timesOf = remember((steps: Graph["steps"], details: Details, priority: Priority) =>
  stepTimes(stepsInOrder(steps), details, priority),
);
export const roleNames = remember(
  (roles: readonly { role_id: number; name: string }[]) => new Map(roles.map((r) => [r.role_id, r.name])),
);

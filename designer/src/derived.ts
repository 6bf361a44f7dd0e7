/** What follows from the state and costs a walk: worked out once for each input. */
import type { Details, Graph, Priority, Step, Transition } from "./graph";
import { inOrder } from "./graph";
import { markElements } from "./problems/read";
import type { Mark, Problem } from "./problems/read";
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

/** As remember, but arguments may be others as long as they say the same. */
export function rememberAlike<A extends readonly unknown[], R>(
  alike: (was: A, now: A) => boolean,
  work: (...args: A) => R,
): (...args: A) => R {
  let last: { args: A; answer: R } | null = null;
  return (...args) => {
    last = last && alike(last.args, args) ? { args, answer: last.answer } : { args, answer: work(...args) };
    return last.answer;
  };
}

/** Whether two maps hold the same keys in the same order with values that are alike. */
export function haveAlike<T>(was: ReadonlyMap<string, T>, now: ReadonlyMap<string, T>, alike: (a: T, b: T) => boolean): boolean {
  if (was === now) return true;
  if (was.size !== now.size) return false;
  const before = was.entries();
  for (const [id, value] of now) {
    const [oldId, old] = before.next().value!;
    if (value !== old && (id !== oldId || !alike(old, value))) return false;
  }
  return true;
}

let lastMarks: ReadonlyMap<string, Mark> = new Map();
/** What stands on each element; a mark that says what it said before is the very same, and so is the whole map. */
export const marksOf = remember((problems: readonly Problem[]): ReadonlyMap<string, Mark> => {
  const marks = markElements(problems);
  for (const [id, mark] of marks) {
    const old = lastMarks.get(id);
    if (old && isSameMark(old, mark)) marks.set(id, old);
  }
  if (!haveAlike(lastMarks, marks, () => false)) lastMarks = marks;
  return lastMarks;
});

function isSameMark(a: Mark, b: Mark): boolean {
  return (
    a.severity === b.severity &&
    a.sentences.length === b.sentences.length &&
    a.sentences.every((sentence, at) => sentence === b.sentences[at])
  );
}

export const stepsInOrder = remember((steps: Graph["steps"]): Step[] => inOrder(steps));
type Drawn = readonly [steps: Graph["steps"], transitions: Graph["transitions"]];
export const waysBackOf = rememberAlike(
  ([wasSteps, wasTransitions]: Drawn, [steps, transitions]: Drawn) =>
    haveAlike(wasSteps, steps, (a, b) => a.order === b.order && a.isStart === b.isStart) &&
    haveAlike(wasTransitions, transitions, (a, b) => a.from === b.from && a.to === b.to),
  (steps, transitions) => findWaysBack({ steps, transitions }),
);
/** Transitions as a table reads best: by the step they leave, then as they were drawn. */
export const transitionsInOrder = remember((steps: Graph["steps"], transitions: Graph["transitions"]): Transition[] => {
  const rank = new Map(stepsInOrder(steps).map((s, at) => [s.id, at]));
  return [...transitions.values()].sort((a, b) => (rank.get(a.from) ?? 0) - (rank.get(b.from) ?? 0));
});
type Promised = readonly [steps: Graph["steps"], details: Details, priority: Priority];
export const timesOf = rememberAlike(
  ([wasSteps, was, before]: Promised, [steps, details, priority]: Promised) =>
    was[before] === details[priority] &&
    haveAlike(wasSteps, steps, (a, b) => a.order === b.order && a.weight === b.weight),
  (steps, details, priority) => stepTimes(stepsInOrder(steps), details, priority),
);
export const roleNames = remember(
  (roles: readonly { role_id: number; name: string }[]) => new Map(roles.map((r) => [r.role_id, r.name])),
);

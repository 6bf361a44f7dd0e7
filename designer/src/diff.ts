/** What leads from one graph to another, element by element. */
import type { Change, Graph, Step, Transition } from "./graph";
import { applyChanges, editDetails, editStep, editTransition } from "./graph";

/** The changes that make `from` into `to`: new steps first, then transitions, then what goes. */
export function compareGraphs(from: Graph, to: Graph): Change[] {
  const changes: (Change | null)[] = [];
  for (const step of to.steps.values()) {
    const old = from.steps.get(step.id);
    if (old === step) continue;
    changes.push(old ? editStep(old, step) : { on: "step", id: step.id, before: null, after: step });
  }
  for (const transition of to.transitions.values()) {
    const old = from.transitions.get(transition.id);
    if (old === transition) continue;
    changes.push(
      old ? editTransition(old, transition) : { on: "transition", id: transition.id, before: null, after: transition },
    );
  }
  for (const old of from.transitions.values()) {
    if (!to.transitions.has(old.id)) changes.push({ on: "transition", id: old.id, before: old, after: null });
  }
  for (const old of from.steps.values()) {
    if (!to.steps.has(old.id)) changes.push({ on: "step", id: old.id, before: old, after: null });
  }
  changes.push(editDetails(from.details, to.details));
  return changes.filter((c) => c !== null);
}

/**
 * Changes worked out on an older graph, made to fit the graph of now: what is gone is left out,
 * and "before" is what holds now, so that undo brings back exactly that.
 */
export function rebaseChanges(changes: readonly Change[], now: Graph): Change[] {
  const fitted = changes.map((change) => fitChange(change, now)).filter((c) => c !== null);
  const leaving = new Set(fitted.flatMap((c) => (c.on === "step" && c.after === null ? [c.id] : [])));
  const gone = new Set(fitted.flatMap((c) => (c.on === "transition" && c.after === null ? [c.id] : [])));
  const loose = [...now.transitions.values()].filter(
    (t) => !gone.has(t.id) && (leaving.has(t.from) || leaving.has(t.to)),
  );
  return [...loose.map((t): Change => ({ on: "transition", id: t.id, before: t, after: null })), ...fitted];
}

function fitChange(change: Change, now: Graph): Change | null {
  if (change.on === "details") return editDetails(now.details, change.after);
  if (change.on === "step-fields") {
    const step = now.steps.get(change.id);
    return step ? editStep(step, change.after) : null;
  }
  if (change.on === "transition-fields") {
    const transition = now.transitions.get(change.id);
    return transition ? editTransition(transition, change.after) : null;
  }
  const old: Step | Transition | null =
    (change.on === "step" ? now.steps.get(change.id) : now.transitions.get(change.id)) ?? null;
  if (change.after === null) return old ? ({ ...change, before: old } as Change) : null;
  return old ? null : change;
}

/** True when both graphs say the same thing, in the same order. */
export function sameGraph(a: Graph, b: Graph): boolean {
  if (a === b) return true;
  return compareGraphs(a, b).length === 0 && sameOrder([...a.transitions.keys()], [...b.transitions.keys()]);
}

/** True when both lists have the same keys in the same order. */
export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, at) => key === b[at]);
}

/** As compareGraphs, and the order of the choices too: run on `from` they end exactly at `to`. */
export function changesTo(from: Graph, to: Graph): Change[] {
  const changes = compareGraphs(from, to);
  return [...changes, ...orderTransitions(applyChanges(from, changes), to)];
}

/** The changes that put the same transitions into the order of `to`: what stands elsewhere is taken out and put in. */
export function orderTransitions(from: Graph, to: Graph): Change[] {
  const [now, wanted] = [[...from.transitions.values()], [...to.transitions.keys()]];
  const differs = (t: Transition, at: number) => t.id !== wanted[at];
  const first = now.findIndex(differs);
  if (first < 0) return [];
  const last = now.findLastIndex(differs);
  const out = now.slice(first, last + 1).map((t): Change => {
    return { on: "transition", id: t.id, before: t, after: null, at: first };
  });
  const back = wanted.slice(first, last + 1).map((id, place): Change => {
    return { on: "transition", id, before: null, after: from.transitions.get(id)!, at: first + place };
  });
  return [...out, ...back];
}

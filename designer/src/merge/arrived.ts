/** What of mine reached the server although its answer was lost: it is mine, not what somebody else added. */
import { compareGraphs } from "../diff";
import type { Change, Graph, Step, Transition } from "../graph";
import { applyChanges, dropHanging } from "../graph";
import type { Ids } from "../wire";
import { plain, STEP_GROUPS } from "./fields";

const STEP_FIELDS = [...STEP_GROUPS.flatMap((group) => group.fields), "isStart"] as (keyof Step)[];
const TRANSITION_FIELDS: readonly (keyof Transition)[] = ["name", "noteRequired", "fromSide", "toSide"];

/**
 * The known rows, and those that a save without an answer made: where theirs has an element that nobody here
 * knows and that says exactly what a new one of mine said, they are one.
 */
export function pairArrived(unanswered: readonly Graph[], ids: Ids, theirs: { graph: Graph; ids: Ids }): Ids {
  const steps = new Map(ids.steps);
  const transitions = new Map(ids.transitions);
  const rows = theirs.ids;
  for (const sent of unanswered) {
    pair(sent.steps, steps, theirs.graph.steps, rows.steps, sayStep, sayStep);
  }
  for (const sent of unanswered) {
    const { transitions: theirTransitions } = theirs.graph;
    pair(sent.transitions, transitions, theirTransitions, rows.transitions, sayWith(steps), sayWith(rows.steps));
  }
  return { steps, transitions };
}

const sayStep = (step: Step) => sayFields(STEP_FIELDS, step);
const sayWith = (rows: ReadonlyMap<string, number>) => (transition: Transition) =>
  `${rows.get(transition.from)} ${rows.get(transition.to)} ${sayFields(TRANSITION_FIELDS, transition)}`;

/** Adds to `known` the row of each new element that says the same as a row nobody knows; each row once. */
function pair<T>(
  sent: ReadonlyMap<string, T>,
  known: Map<string, number>,
  theirs: ReadonlyMap<string, T>,
  rows: ReadonlyMap<string, number>,
  sayMine: (element: T) => string,
  sayOther: (element: T) => string,
): void {
  const fresh = [...sent].filter(([key]) => !known.has(key));
  if (fresh.length === 0) return;
  const taken = new Set(known.values());
  const unknown = new Map<string, number[]>();
  for (const [key, element] of theirs) {
    const row = rows.get(key);
    if (row === undefined || taken.has(row)) continue;
    const said = sayOther(element);
    unknown.set(said, [...(unknown.get(said) ?? []), row]);
  }
  for (const [key, element] of fresh) {
    const row = unknown.get(sayMine(element))?.shift();
    if (row !== undefined) known.set(key, row);
  }
}

function sayFields<T extends object>(fields: readonly (keyof T)[], element: T): string {
  return JSON.stringify(fields.map((field) => plain(String(field), element[field])));
}

/** What both started from, and what of my unanswered saves theirs has already. */
export function withArrived(base: Graph, unanswered: readonly Graph[], theirs: Graph): Graph {
  return unanswered.reduce((known, sent) => {
    const arrived = compareGraphs(known, sent).map((change) => arrivedOf(change, theirs));
    return dropHanging(applyChanges(known, arrived.filter((change) => change !== null)));
  }, base);
}

function arrivedOf(change: Change, theirs: Graph): Change | null {
  if (change.on === "details") return fieldsArrived(change, theirs.details);
  if (change.on === "step-fields") return fieldsArrived(change, theirs.steps.get(change.id));
  if (change.on === "transition-fields") return fieldsArrived(change, theirs.transitions.get(change.id));
  const now = change.on === "step" ? theirs.steps.get(change.id) : theirs.transitions.get(change.id);
  if (change.after === null) return now ? null : change;
  return now ? ({ ...change, after: now } as Change) : null;
}

type FieldsChange = Extract<Change, { on: "step-fields" | "transition-fields" | "details" }>;

function fieldsArrived(change: FieldsChange, now: object | undefined): Change | null {
  const values = now as Record<string, unknown> | undefined;
  const isThere = ([field, value]: [string, unknown]) => plain(field, values?.[field]) === plain(field, value);
  const after = Object.entries(change.after).filter(isThere);
  return values && after.length > 0 ? ({ ...change, after: Object.fromEntries(after) } as Change) : null;
}

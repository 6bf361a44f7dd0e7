/** The graph one draws, and the only ways it changes: small, pure, invertible. */

export type Side = "top" | "right" | "bottom" | "left";
export const SIDES: readonly Side[] = ["top", "right", "bottom", "left"];

/** A place a ticket can be in. `weight` stays the text that was typed, so that nothing typed is lost. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly instruction: string;
  readonly roleId: number | null;
  readonly escalateTo: number | null;
  readonly weight: string;
  readonly order: number;
  readonly isStart: boolean;
  readonly isEnd: boolean;
  readonly pausesClock: boolean;
  readonly assignment: string;
  readonly x: number;
  readonly y: number;
}

/** A named choice that moves a ticket from one step to another; sides are null while they follow the layout. */
export interface Transition {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly noteRequired: boolean;
  readonly fromSide: Side | null;
  readonly toSide: Side | null;
}

export const PRIORITIES = ["urgent", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What holds for the workflow as a whole; SLAs in whole seconds, null where nothing is promised. */
export interface Details {
  readonly name: string;
  readonly description: string;
  readonly department: string;
  readonly category: string;
  readonly subCategory: string;
  readonly endLogic: string;
  readonly urgent: number | null;
  readonly high: number | null;
  readonly medium: number | null;
  readonly low: number | null;
}

export interface Graph {
  readonly steps: ReadonlyMap<string, Step>;
  readonly transitions: ReadonlyMap<string, Transition>;
  readonly details: Details;
}

export const EMPTY_DETAILS: Details = {
  name: "",
  description: "",
  department: "",
  category: "",
  subCategory: "",
  endLogic: "",
  urgent: null,
  high: null,
  medium: null,
  low: null,
};
export const EMPTY_GRAPH: Graph = { steps: new Map(), transitions: new Map(), details: EMPTY_DETAILS };

export type StepFields = Partial<Omit<Step, "id">>;
export type TransitionFields = Partial<Omit<Transition, "id">>;

/** One smallest change. `null` before: it was not there; `null` after: it is gone. `at`: its place among the choices. */
export type Change =
  | { readonly on: "step"; readonly id: string; readonly before: Step | null; readonly after: Step | null }
  | {
      readonly on: "transition";
      readonly id: string;
      readonly before: Transition | null;
      readonly after: Transition | null;
      readonly at?: number;
    }
  | { readonly on: "step-fields"; readonly id: string; readonly before: StepFields; readonly after: StepFields }
  | {
      readonly on: "transition-fields";
      readonly id: string;
      readonly before: TransitionFields;
      readonly after: TransitionFields;
    }
  | { readonly on: "details"; readonly before: Partial<Details>; readonly after: Partial<Details> };

/** One thing a person did, named as they would name it: "Move Triage". */
export interface Command {
  readonly label: string;
  readonly changes: readonly Change[];
}

/** The graph after the changes, in their order; elements that are gone are passed over. */
export function applyChanges(graph: Graph, changes: readonly Change[]): Graph {
  const touchesSteps = changes.some((c) => c.on === "step" || c.on === "step-fields");
  const touchesTransitions = changes.some((c) => c.on === "transition" || c.on === "transition-fields");
  const steps = touchesSteps ? new Map(graph.steps) : graph.steps;
  const transitions = touchesTransitions ? new Map(graph.transitions) : graph.transitions;
  const queue = new Queue(transitions as Map<string, Transition>);
  let details = graph.details;
  for (const change of changes) {
    if (change.on === "step") put(steps as Map<string, Step>, change.id, change.after);
    else if (change.on === "transition") queue.put(change.id, change.after, change.at);
    else if (change.on === "step-fields") merge(steps as Map<string, Step>, change.id, change.after);
    else if (change.on === "transition-fields") merge(transitions as Map<string, Transition>, change.id, change.after);
    else details = { ...details, ...change.after };
  }
  return { steps, transitions: queue.settle(), details };
}

/** Transitions to which some are put between others; their order is made anew once, at the end. */
class Queue {
  private order: string[] | null = null;

  constructor(private readonly map: Map<string, Transition>) {}

  put(id: string, value: Transition | null, at: number | undefined): void {
    const isKnown = this.map.has(id);
    if (value !== null && !isKnown && at !== undefined) {
      this.order ??= [...this.map.keys()];
      this.order.splice(at, 0, id);
    } else if (this.order && value === null && isKnown) this.order.splice(this.order.indexOf(id), 1);
    else if (this.order && value !== null && !isKnown) this.order.push(id);
    put(this.map, id, value);
  }

  settle(): ReadonlyMap<string, Transition> {
    return this.order ? new Map(this.order.map((id) => [id, this.map.get(id)!])) : this.map;
  }
}

/** The graph without transitions that lead from or to a step that is not there; the same one where none does. */
export function dropHanging(graph: Graph): Graph {
  const stand = ({ from, to }: Transition) => graph.steps.has(from) && graph.steps.has(to);
  if ([...graph.transitions.values()].every(stand)) return graph;
  return { ...graph, transitions: new Map([...graph.transitions].filter(([, t]) => stand(t))) };
}

function put<T>(map: Map<string, T>, id: string, value: T | null): void {
  if (value === null) map.delete(id);
  else map.set(id, value);
}

function merge<T extends object>(map: Map<string, T>, id: string, fields: Partial<T>): void {
  const old = map.get(id);
  if (old) map.set(id, { ...old, ...fields });
}

/** The changes that take these back. */
export function invertChanges(changes: readonly Change[]): Change[] {
  return changes.map((c) => ({ ...c, before: c.after, after: c.before }) as Change).reverse();
}

/** Only the fields that really differ, as a change of that step; null when none does. */
export function editStep(step: Step, fields: StepFields): Change | null {
  const [before, after] = differing(step, fields);
  return after ? { on: "step-fields", id: step.id, before, after } : null;
}

/** As editStep, for a transition. */
export function editTransition(transition: Transition, fields: TransitionFields): Change | null {
  const [before, after] = differing(transition, fields);
  return after ? { on: "transition-fields", id: transition.id, before, after } : null;
}

/** As editStep, for the workflow's details. */
export function editDetails(details: Details, fields: Partial<Details>): Change | null {
  const [before, after] = differing(details, fields);
  return after ? { on: "details", before, after } : null;
}

function differing<T extends object>(old: T, fields: Partial<T>): [Partial<T>, Partial<T> | null] {
  const before: Partial<T> = {};
  const after: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    if (old[key] === fields[key]) continue;
    before[key] = old[key];
    after[key] = fields[key]!;
  }
  return [before, Object.keys(after).length > 0 ? after : null];
}

/** Steps as people read them: by their order, then by age. */
export function inOrder(steps: ReadonlyMap<string, Step>): Step[] {
  return [...steps.values()].sort((a, b) => a.order - b.order);
}

/** The choices that leave a step. */
export function choicesFrom(graph: Graph, stepId: string): Transition[] {
  return [...graph.transitions.values()].filter((t) => t.from === stepId);
}

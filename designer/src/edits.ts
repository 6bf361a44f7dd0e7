/** The commands a person can give, built from the graph as it is. */
import type { Change, Command, Graph, Side, Step, StepFields, Transition, TransitionFields, Details } from "./graph";
import { choicesFrom, editDetails, editStep, editTransition } from "./graph";
import { DEFAULT_ASSIGNMENT } from "./wire";
import { sumWeights, writeWeight } from "./shares";

const session = Math.random().toString(36).slice(2, 8);
let made = 0;

/** A key no other element has, here or in another tab; sent as temp_id until the server gives a number. */
export function makeKey(): string {
  made += 1;
  return `new-${session}-${made}`;
}

/** `wanted`, or `wanted 2`, `wanted 3`... so that none of `taken` is called the same (case and blanks aside). */
export function uniqueName(wanted: string, taken: Iterable<string>): string {
  return giveNames(taken)(wanted);
}

/** As uniqueName, for one after another: what was given is taken from then on, and nothing is counted twice. */
export function giveNames(taken: Iterable<string>): (wanted: string) => string {
  const fold = (name: string) => name.normalize("NFKC").trim().toLowerCase();
  const used = new Set([...taken].map(fold));
  const numbers = new Map<string, number>();
  return (wanted) => {
    const base = fold(wanted);
    let [name, number] = [wanted, numbers.get(base) ?? 1];
    while (used.has(fold(name))) name = `${wanted} ${(number += 1)}`;
    numbers.set(base, number);
    used.add(fold(name));
    return name;
  };
}

/** A new step with the share that is still free. A new start takes the flag from the start there was. */
export function addStep(
  graph: Graph,
  place: { x: number; y: number },
  kind: "step" | "start" | "end",
): { command: Command; step: Step } {
  const wanted = kind === "step" ? "New step" : kind === "start" ? "New start" : "New end";
  const orders = [...graph.steps.values()].map((s) => s.order);
  const step: Step = {
    id: makeKey(),
    name: uniqueName(
      wanted,
      [...graph.steps.values()].map((s) => s.name),
    ),
    description: "",
    instruction: "",
    roleId: null,
    escalateTo: null,
    weight: writeWeight(Math.max(0, 10_000 - sumWeights(graph.steps.values()))),
    order: Math.max(-1, ...orders) + 1,
    isStart: kind === "start",
    isEnd: kind === "end",
    pausesClock: false,
    assignment: DEFAULT_ASSIGNMENT,
    ...place,
  };
  const changes: Change[] = [{ on: "step", id: step.id, before: null, after: step }];
  if (step.isStart) changes.push(...otherStartsOff(graph, step.id));
  return { command: { label: `Add ${step.name}`, changes }, step };
}

function otherStartsOff(graph: Graph, keep: string): Change[] {
  return [...graph.steps.values()]
    .filter((s) => s.isStart && s.id !== keep)
    .map((s) => editStep(s, { isStart: false }))
    .filter((c) => c !== null);
}

/** Makes a step the one start, or takes the flag from it. */
export function markStart(graph: Graph, step: Step, isStart: boolean): Command {
  const own = editStep(step, { isStart });
  const changes = [...(own ? [own] : []), ...(isStart ? otherStartsOff(graph, step.id) : [])];
  return { label: isStart ? `Make ${step.name} the start` : `${step.name} is no start`, changes };
}

const FIELD_WORDS: Record<keyof StepFields, string> = {
  name: "Rename",
  description: "Describe",
  instruction: "Instruct at",
  roleId: "Change role of",
  escalateTo: "Change escalation of",
  weight: "Change share of",
  order: "Reorder",
  isStart: "Change start at",
  isEnd: "Change end at",
  pausesClock: "Change clock at",
  assignment: "Change assignment of",
  x: "Move",
  y: "Move",
};

/** Changes fields of a step; the label comes from the first of them. */
export function changeStep(step: Step, fields: StepFields): Command {
  const change = editStep(step, fields);
  const first = Object.keys(change?.after ?? fields)[0] as keyof StepFields;
  return { label: `${FIELD_WORDS[first]} ${step.name}`.trim(), changes: change ? [change] : [] };
}

/** Changes fields of a transition. */
export function changeTransition(transition: Transition, fields: TransitionFields): Command {
  const change = editTransition(transition, fields);
  const word = "name" in fields ? "Rename" : "Change";
  return { label: `${word} ${transition.name}`.trim(), changes: change ? [change] : [] };
}

/** Changes what holds for the workflow as a whole. */
export function changeDetails(details: Details, fields: Partial<Details>): Command {
  const change = editDetails(details, fields);
  return { label: "Change workflow details", changes: change ? [change] : [] };
}

/** Moves steps to new places, as one command. */
export function moveSteps(
  graph: Graph,
  places: ReadonlyMap<string, { x: number; y: number }>,
  label?: string,
): Command {
  const changes: Change[] = [];
  for (const [id, place] of places) {
    const step = graph.steps.get(id);
    const change = step && editStep(step, { x: Math.round(place.x), y: Math.round(place.y) });
    if (change) changes.push(change);
  }
  const only = changes.length === 1 && changes[0]!.on === "step-fields" ? graph.steps.get(changes[0]!.id) : undefined;
  return { label: label ?? `Move ${only ? only.name : `${changes.length} steps`}`, changes };
}

/** A new transition with a name no other choice of the step has. Throws a sentence when it cannot be. */
export function connectSteps(
  graph: Graph,
  from: string,
  to: string,
  isBack: boolean,
  sides: { fromSide: Side | null; toSide: Side | null },
  name?: string,
): { command: Command; transition: Transition } {
  const source = graph.steps.get(from);
  const target = graph.steps.get(to);
  if (!source || !target) throw new Refusal("One of the two steps is gone.");
  if (from === to) throw new Refusal(`A transition needs two different steps: ${source.name} cannot lead to itself.`);
  const wanted = name?.trim() || `${isBack ? "Back to" : "To"} ${target.name}`;
  const transition: Transition = {
    id: makeKey(),
    from,
    to,
    noteRequired: false,
    ...sides,
    name: uniqueName(
      wanted,
      choicesFrom(graph, from).map((t) => t.name),
    ),
  };
  const change: Change = { on: "transition", id: transition.id, before: null, after: transition };
  return { command: { label: `Connect ${source.name} to ${target.name}`, changes: [change] }, transition };
}

/** A choice takes the place of the one before it or after it; nothing where there is none. */
export function moveChoice(graph: Graph, choice: Transition, by: -1 | 1): Command {
  const own = choicesFrom(graph, choice.from);
  const other = own[own.findIndex((t) => t.id === choice.id) + by];
  const [first, second] = by === 1 ? [choice, other] : [other, choice];
  const label = `Put ${choice.name} ${by === 1 ? "after" : "before"} ${other?.name ?? ""}`;
  if (!first || !second) return { label, changes: [] };
  const places = [...graph.transitions.keys()];
  const [one, two] = [places.indexOf(first.id), places.indexOf(second.id)];
  return {
    label,
    changes: [
      { on: "transition", id: first.id, before: first, after: null, at: one },
      { on: "transition", id: second.id, before: second, after: null, at: two - 1 },
      { on: "transition", id: second.id, before: null, after: second, at: one },
      { on: "transition", id: first.id, before: null, after: first, at: two },
    ],
  };
}

/** A sentence for the person why something cannot be done. */
export class Refusal extends Error {}

/** Deletes steps and transitions, and the transitions that would hang loose. */
export function deleteElements(
  graph: Graph,
  stepIds: ReadonlySet<string>,
  transitionIds: ReadonlySet<string>,
): Command {
  const steps = [...graph.steps.values()].filter((s) => stepIds.has(s.id));
  const transitions = [...graph.transitions.values()].filter(
    (t) => transitionIds.has(t.id) || stepIds.has(t.from) || stepIds.has(t.to),
  );
  const places = new Map([...graph.transitions.keys()].map((id, at) => [id, at]));
  const changes: Change[] = [
    ...transitions.map((t, gone): Change => ({
      on: "transition",
      id: t.id,
      before: t,
      after: null,
      at: places.get(t.id)! - gone,
    })),
    ...steps.map((s): Change => ({ on: "step", id: s.id, before: s, after: null })),
  ];
  return { label: `Delete ${sayElements(steps, transitions)}`, changes };
}

function sayElements(steps: readonly Step[], transitions: readonly Transition[]): string {
  const one = steps.length === 1 ? steps[0]!.name : steps.length > 1 ? `${steps.length} steps` : "";
  const many = transitions.length === 1 ? "1 transition" : `${transitions.length} transitions`;
  if (!one) return transitions.length === 1 ? transitions[0]!.name : many;
  return transitions.length ? `${one} and ${many}` : one;
}

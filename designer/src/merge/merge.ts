/** Two drawings that grew from one, made into one again: element by element, by their stable ids. */
import { sameOrder } from "../diff";
import type { Details, Graph, Step, Transition } from "../graph";
import type { Group, Party } from "./fields";
import { DETAILS_GROUPS, differingIn, mergeFields, STEP_GROUPS, TRANSITION_GROUPS } from "./fields";

/**
 * What both changed, each otherwise. `group` names the fields; "gone" is an element that one removed and the
 * other changed, "start" the step that tickets start at.
 */
export interface Clash {
  readonly key: string;
  readonly on: "step" | "transition" | "details" | "start";
  readonly id: string;
  readonly group: string;
}
export type Choices = ReadonlyMap<string, Party>;
export const NO_CHOICES: Choices = new Map();

export interface Merged {
  readonly graph: Graph;
  readonly clashes: readonly Clash[];
  /** Steps that both moved; they stand where I put them. */
  readonly moved: readonly string[];
}

/** The three drawings, and what is decided on the way. */
interface Sides {
  readonly base: Graph;
  readonly mine: Graph;
  readonly theirs: Graph;
  readonly choices: Choices;
  readonly clashes: Clash[];
  readonly moved: string[];
}

/**
 * Mine and theirs as one. What only one side changed is taken; what both changed alike is no clash; clashes
 * follow `choices` by their key, and mine where nothing is chosen. No transition of the result hangs loose.
 */
export function mergeGraphs(base: Graph, mine: Graph, theirs: Graph, choices: Choices = NO_CHOICES): Merged {
  const sides: Sides = { base, mine, theirs, choices, clashes: [], moved: [] };
  const steps = mergeStarts(sides, mergeSteps(sides));
  const transitions = mergeTransitions(sides, steps);
  const details = mergeFields(DETAILS_GROUPS, base.details, mine.details, theirs.details, (group) =>
    ask(sides, "details", "", group),
  );
  return { graph: { steps, transitions, details }, clashes: sides.clashes, moved: sides.moved };
}

function ask(sides: Sides, on: Clash["on"], id: string, group: Pick<Group<Details>, "key">): Party {
  const key = `${on} ${id} ${group.key}`;
  sides.clashes.push({ key, on, id, group: group.key });
  return sides.choices.get(key) ?? "mine";
}

function mergeSteps(sides: Sides): Map<string, Step> {
  const { base, mine, theirs } = sides;
  const steps = new Map<string, Step>();
  const linked = { mine: relinkedSteps(base, mine), theirs: relinkedSteps(base, theirs) };
  for (const id of new Set([...mine.steps.keys(), ...theirs.steps.keys()])) {
    const [was, own, other] = [base.steps.get(id), mine.steps.get(id), theirs.steps.get(id)];
    const left = (own ?? other)!;
    const party: Party = own ? "mine" : "theirs";
    if (own && other) steps.set(id, mergeFields(STEP_GROUPS, was, own, other, (group) => decideStep(sides, id, group)));
    else if (!was) steps.set(id, left);
    else if (isReworded(STEP_GROUPS, was, left) || linked[party].has(id)) {
      if (ask(sides, "step", id, { key: "gone" }) === party) steps.set(id, left);
    }
  }
  return steps;
}

function decideStep(sides: Sides, id: string, group: Group<Step>): Party {
  if (group.asks) return ask(sides, "step", id, group);
  if (group.key === "place") sides.moved.push(id);
  return "mine";
}

/** Steps that a transition leads from or to which this side drew or changed. */
function relinkedSteps(base: Graph, side: Graph): Set<string> {
  const steps = new Set<string>();
  for (const transition of side.transitions.values()) {
    const was = base.transitions.get(transition.id);
    if (was && !isReworded(TRANSITION_GROUPS, was, transition)) continue;
    steps.add(transition.from).add(transition.to);
  }
  return steps;
}

function isReworded<T>(groups: readonly Group<T>[], was: T, now: T): boolean {
  return differingIn(groups, was, now).some((group) => group.asks);
}

/** Which step is the start is one choice, however many steps it touches. */
function mergeStarts(sides: Sides, steps: Map<string, Step>): Map<string, Step> {
  const { base, mine, theirs } = sides;
  const [was, own, other] = [base, mine, theirs].map((side) => startsOf(side, base, steps));
  const isTheirs = sameSet(was!, own!) ? true : sameSet(was!, other!) || sameSet(own!, other!) ? false : null;
  const theirsWin = isTheirs ?? ask(sides, "start", "", { key: "start" }) === "theirs";
  const starts = theirsWin ? other! : own!;
  return new Map([...steps].map(([id, step]) => [id, withStart(step, starts.has(id))]));
}

function withStart(step: Step, isStart: boolean): Step {
  return step.isStart === isStart ? step : { ...step, isStart };
}

function startsOf(side: Graph, base: Graph, steps: ReadonlyMap<string, Step>): Set<string> {
  const own = [...steps.keys()].filter((id) => side.steps.get(id)?.isStart);
  const brought = [...steps.keys()].filter((id) => !side.steps.has(id) && base.steps.get(id)?.isStart);
  return new Set(own.length > 0 ? own : brought);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}

function mergeTransitions(sides: Sides, steps: ReadonlyMap<string, Step>): Map<string, Transition> {
  const { mine, theirs } = sides;
  const transitions = new Map<string, Transition>();
  for (const id of orderedIds(sides)) {
    const merged = mergeTransition(sides, id);
    const fitting = [merged, theirs.transitions.get(id), mine.transitions.get(id)].find(
      (ends) => ends && steps.has(ends.from) && steps.has(ends.to),
    );
    if (merged && fitting) transitions.set(id, { ...merged, from: fitting.from, to: fitting.to });
  }
  return transitions;
}

/** Every transition of both; the choices stand in my order, or in theirs where they alone changed it. */
function orderedIds({ base, mine, theirs }: Sides): Set<string> {
  const isKept = (id: string) => [base, mine, theirs].every((side) => side.transitions.has(id));
  const [was, own, other] = [base, mine, theirs].map((side) => [...side.transitions.keys()].filter(isKept));
  const isNew = (id: string) => !base.transitions.has(id) && !theirs.transitions.has(id);
  const isTheirs = sameOrder(was!, own!) && (!sameOrder(was!, other!) || ![...mine.transitions.keys()].some(isNew));
  const [first, second] = isTheirs ? [theirs, mine] : [mine, theirs];
  return new Set([...first.transitions.keys(), ...second.transitions.keys()]);
}

/** One transition of both, null where it goes. One that a side lost with its step goes or stays with that step. */
function mergeTransition(sides: Sides, id: string): Transition | null {
  const { base, mine, theirs } = sides;
  const [was, own, other] = [base.transitions.get(id), mine.transitions.get(id), theirs.transitions.get(id)];
  if (own && other)
    return mergeFields(TRANSITION_GROUPS, was, own, other, (group) =>
      group.asks ? ask(sides, "transition", id, group) : "mine",
    );
  const left = (own ?? other)!;
  if (!was) return left;
  const without = own ? theirs : mine;
  const lost = (step: string) => base.steps.has(step) && !without.steps.has(step);
  if (lost(left.from) || lost(left.to)) return left;
  if (!isReworded(TRANSITION_GROUPS, was, left)) return null;
  return ask(sides, "transition", id, { key: "gone" }) === (own ? "mine" : "theirs") ? left : null;
}

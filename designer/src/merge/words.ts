/** What two people changed, in words: the sides of a clash, and what each changed at all. */
import type { Role } from "../api";
import { sameOrder } from "../diff";
import type { Details, Graph, Step, Transition } from "../graph";
import { ASSIGNMENTS, END_LOGICS } from "../panel/options";
import { sayCount } from "../problems/read";
import { sayDuration } from "../shares";
import { PRIORITY_WORDS, sayWeight } from "../words";
import type { Group, Party } from "./fields";
import { DETAILS_GROUPS, differingIn, STEP_GROUPS, TRANSITION_GROUPS } from "./fields";
import type { Clash } from "./merge";

const FIELD_WORDS: Record<string, string> = {
  name: "name",
  description: "description",
  instruction: "instruction",
  roleId: "role",
  escalateTo: "escalation",
  weight: "share",
  isEnd: "end",
  pausesClock: "clock",
  assignment: "assignment",
  order: "place in the list",
  noteRequired: "note",
  ends: "where it leads",
  sides: "drawing",
  department: "department",
  category: "category",
  subCategory: "sub-category",
  endLogic: "what follows its end",
  urgent: "time at urgent",
  high: "time at high",
  medium: "time at medium",
  low: "time at low",
};

export interface ClashWords {
  readonly title: string;
  readonly mine: string;
  readonly theirs: string;
}

/** The three drawings a clash stands between. */
export interface Drawings {
  readonly base: Graph;
  readonly mine: Graph;
  readonly theirs: Graph;
  readonly roles: readonly Role[];
}

/** A clash for people: what it is about, and what it is on either side. */
export function sayClash(clash: Clash, drawings: Drawings): ClashWords {
  const { base, mine, theirs } = drawings;
  const say = (side: Graph) => saySide(clash, side, drawings);
  const about = [mine, theirs, base].find((side) => nameElement(clash, side) !== null) ?? base;
  const field = clash.group === "gone" || clash.on === "start" ? "" : `: ${FIELD_WORDS[clash.group] ?? clash.group}`;
  return { title: `${nameElement(clash, about) ?? "An element"}${field}`, mine: say(mine), theirs: say(theirs) };
}

function nameElement(clash: Clash, side: Graph): string | null {
  if (clash.on === "start") return "Where tickets start";
  if (clash.on === "details") return "Workflow";
  const step = side.steps.get(clash.id);
  if (clash.on === "step") return step ? nameOf("Step", step.name) : null;
  const transition = side.transitions.get(clash.id);
  return transition ? nameOf("Transition", transition.name) : null;
}

function nameOf(kind: string, name: string): string {
  return name ? `${kind} “${name}”` : `${kind} without a name`;
}

function saySide(clash: Clash, side: Graph, drawings: Drawings): string {
  if (clash.on === "start") return sayStarts(side);
  if (clash.on === "details") return sayDetail(side.details, clash.group as keyof Details);
  const step = clash.on === "step" ? side.steps.get(clash.id) : undefined;
  const transition = clash.on === "transition" ? side.transitions.get(clash.id) : undefined;
  if (!step && !transition) return "Removed";
  if (clash.group === "gone") return `Kept, and changed: ${sayWhatChanged(clash, side, drawings.base)}`;
  return step
    ? sayStepField(step, clash.group, drawings.roles)
    : sayTransitionField(transition!, clash.group, side.steps);
}

function sayStarts(side: Graph): string {
  const starts = [...side.steps.values()].filter((step) => step.isStart).map((step) => step.name);
  return starts.length ? starts.join(", ") : "No step";
}

function startIds(side: Graph): string {
  return [...side.steps.values()].flatMap((step) => (step.isStart ? [step.id] : [])).sort().join(" ");
}

function sayWhatChanged(clash: Clash, side: Graph, base: Graph): string {
  if (clash.on === "transition") return sayFields(TRANSITION_GROUPS, base.transitions, side.transitions, clash.id);
  const own = sayFields(STEP_GROUPS, base.steps, side.steps, clash.id);
  const links = [...side.transitions.values()]
    .filter((t) => t.from === clash.id || t.to === clash.id)
    .filter((t) => !base.transitions.has(t.id) || sayFields(TRANSITION_GROUPS, base.transitions, side.transitions, t.id))
    .map((t) => nameOf("transition", t.name));
  return [own, ...links].filter(Boolean).join(", ");
}

function sayFields<T>(
  groups: readonly Group<T>[],
  base: ReadonlyMap<string, T>,
  side: ReadonlyMap<string, T>,
  id: string,
): string {
  const [was, now] = [base.get(id), side.get(id)];
  if (!was || !now) return "";
  return sayGroups(differingIn(groups, was, now).filter((group) => group.asks));
}

function sayGroups<T>(groups: readonly Group<T>[]): string {
  return groups.map((group) => FIELD_WORDS[group.key] ?? group.key).join(", ");
}

function sayStepField(step: Step, group: string, roles: readonly Role[]): string {
  if (group === "weight") return sayWeight(step);
  if (group === "roleId") return sayRole(step.roleId, roles);
  if (group === "escalateTo") return sayRole(step.escalateTo, roles);
  if (group === "isEnd") return step.isEnd ? "Tickets can end here" : "Tickets do not end here";
  if (group === "pausesClock") return step.pausesClock ? "Pauses the clock" : "The clock goes on";
  if (group === "assignment") return labelIn(ASSIGNMENTS, step.assignment);
  return sayText(String(step[group as keyof Step]));
}

function sayTransitionField(transition: Transition, group: string, steps: Graph["steps"]): string {
  if (group === "noteRequired") return transition.noteRequired ? "A note is required" : "No note is required";
  if (group === "ends") return `${steps.get(transition.from)?.name ?? ""} → ${steps.get(transition.to)?.name ?? ""}`;
  return sayText(transition.name);
}

function sayDetail(details: Details, field: keyof Details): string {
  const value = details[field];
  if (field in PRIORITY_WORDS) return typeof value === "number" ? sayDuration(value) : "No promise";
  if (field === "endLogic") return labelIn(END_LOGICS, details.endLogic);
  return sayText(String(value ?? ""));
}

function sayText(text: string): string {
  return text.trim() || "(blank)";
}

function sayRole(id: number | null, roles: readonly Role[]): string {
  if (id === null) return "Nobody";
  return roles.find((role) => role.role_id === id)?.name ?? `Role ${id}`;
}

function labelIn(options: readonly (readonly [string, string])[], value: string): string {
  return options.find(([known]) => known === value)?.[1] ?? value;
}

/** Everything one side changed, clashes aside: "Step “Triage”: instruction, share". Moved steps are counted. */
export function sayAllChanges(base: Graph, side: Graph, clashes: readonly Clash[] = []): string[] {
  const asked = new Set(clashes.map((clash) => clash.key));
  const steps = sayElements("step", STEP_GROUPS, base.steps, side.steps, asked);
  const transitions = sayElements("transition", TRANSITION_GROUPS, base.transitions, side.transitions, asked);
  const groups = differingIn(DETAILS_GROUPS, base.details, side.details);
  const details = sayGroups(groups.filter((group) => !asked.has(`details  ${group.key}`)));
  const moved = [...side.steps.values()].filter((step) => isMoved(base.steps.get(step.id), step)).length;
  return [
    ...steps,
    ...(startIds(base) === startIds(side) || asked.has("start  start") ? [] : [`Tickets start at ${sayStarts(side)}`]),
    ...transitions,
    ...(isReordered(base, side) ? ["The choices are in another order"] : []),
    ...(details ? [`Workflow: ${details}`] : []),
    ...(moved ? [`${sayCount(moved, "step")} moved`] : []),
  ];
}

function isReordered(base: Graph, side: Graph): boolean {
  const isKept = (id: string) => base.transitions.has(id) && side.transitions.has(id);
  const [was, now] = [base, side].map((graph) => [...graph.transitions.keys()].filter(isKept));
  return !sameOrder(was!, now!);
}

function isMoved(was: Step | undefined, now: Step): boolean {
  return was !== undefined && (was.x !== now.x || was.y !== now.y);
}

function sayElements<T extends { readonly name: string }>(
  on: "step" | "transition",
  groups: readonly Group<T>[],
  base: ReadonlyMap<string, T>,
  side: ReadonlyMap<string, T>,
  asked: ReadonlySet<string>,
): string[] {
  const kind = on === "step" ? "Step" : "Transition";
  const said: string[] = [];
  for (const [id, now] of side) {
    const was = base.get(id);
    if (asked.has(`${on} ${id} gone`)) continue;
    if (!was) said.push(`${nameOf(kind, now.name)} added`);
    else {
      const changed = differingIn(groups, was, now).filter((g) => g.asks && !asked.has(`${on} ${id} ${g.key}`));
      if (changed.length) said.push(`${nameOf(kind, was.name)}: ${sayGroups(changed)}`);
    }
  }
  for (const [id, was] of base) {
    if (!side.has(id) && !asked.has(`${on} ${id} gone`)) said.push(`${nameOf(kind, was.name)} removed`);
  }
  return said;
}

/** The first few of many sentences, the rest counted. */
export function sayFew(sentences: readonly string[], most = 3): string {
  const rest = sentences.length - most;
  const few = rest > 1 ? sentences.slice(0, most) : sentences;
  return [...few, ...(rest > 1 ? [`${rest} more changes`] : [])].join("; ");
}

/** Whose a side is: "Mine", "Ada Young’s", or "Theirs" where nobody is known. */
export function sayWhose(party: Party, by: string | null): string {
  return party === "mine" ? "Mine" : by ? `${by}’s` : "Theirs";
}

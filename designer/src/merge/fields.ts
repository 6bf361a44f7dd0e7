/** Two people's values of one element, field by field, against the value both started from. */
import type { Details, Step, Transition } from "../graph";
import { readWeight } from "../shares";

export type Party = "mine" | "theirs";

/** Fields that are decided together. Where both changed them, a person is asked, or mine stays. */
export interface Group<T> {
  readonly key: string;
  readonly fields: readonly (keyof T & string)[];
  readonly asks: boolean;
}

const alone = <T>(...fields: (keyof T & string)[]): Group<T>[] =>
  fields.map((field) => ({ key: field, fields: [field], asks: true }));

/** Where a step is drawn and listed is not worth a question. Which step is the start is decided for the whole graph. */
export const STEP_GROUPS: readonly Group<Step>[] = [
  ...alone<Step>("name", "description", "instruction", "roleId", "escalateTo", "weight"),
  ...alone<Step>("isEnd", "pausesClock", "assignment"),
  { key: "place", fields: ["x", "y"], asks: false },
  { key: "order", fields: ["order"], asks: false },
];
/** Both ends go together, else two changes could lead a step to itself. */
export const TRANSITION_GROUPS: readonly Group<Transition>[] = [
  ...alone<Transition>("name", "noteRequired"),
  { key: "ends", fields: ["from", "to"], asks: true },
  { key: "sides", fields: ["fromSide", "toSide"], asks: false },
];
export const DETAILS_GROUPS: readonly Group<Details>[] = [
  ...alone<Details>("name", "description", "department", "category", "subCategory", "endLogic"),
  ...alone<Details>("urgent", "high", "medium", "low"),
];

/** True when the group says the same in both; blanks around a text, and how a share is written, say nothing. */
export function sameIn<T>(group: Group<T>, a: T, b: T): boolean {
  return group.fields.every((field) => plain(field, a[field]) === plain(field, b[field]));
}

/** A value as it is compared. */
export function plain(field: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.replaceAll("\r\n", "\n").trim();
  return field === "weight" ? (readWeight(text) ?? text) : text;
}

/** The groups in which two values differ. */
export function differingIn<T>(groups: readonly Group<T>[], a: T, b: T): Group<T>[] {
  return groups.filter((group) => !sameIn(group, a, b));
}

/** One value of both: what one side alone changed is taken, `decide` has the word where both did. */
export function mergeFields<T extends object>(
  groups: readonly Group<T>[],
  base: T | undefined,
  mine: T,
  theirs: T,
  decide: (group: Group<T>) => Party,
): T {
  let merged = mine;
  for (const group of groups) {
    if (sameIn(group, mine, theirs) || (base && sameIn(group, base, theirs))) continue;
    const isTheirs = (base && sameIn(group, base, mine)) || decide(group) === "theirs";
    if (isTheirs) merged = { ...merged, ...pick(theirs, group.fields) };
  }
  return merged;
}

function pick<T>(value: T, fields: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(fields.map((field) => [field, value[field]])) as Partial<T>;
}

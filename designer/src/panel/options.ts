/** The lists one chooses from. */
import type { Role } from "../api";
import { remember } from "../derived";
import type { Step } from "../graph";

type Options = readonly (readonly [string, string])[];

export const ASSIGNMENTS: Options = [
  ["turn", "In turn"],
  ["least_loaded", "Least loaded"],
  ["queue", "Leave in queue"],
];
export const END_LOGICS: Options = [
  ["", "Nothing more"],
  ["asset", "Asset management"],
  ["budget", "Budget management"],
  ["notification", "Send a notification"],
];

export const roleOptions = remember((roles: readonly Role[], none: string): Options => [
  ["", none],
  ...roles.map((r) => [String(r.role_id), r.name] as const),
]);
export const escalationOptions = remember((roles: readonly Role[], none: string): Options => [
  ["", none],
  ...roles.map((r) => [String(r.role_id), r.name] as const),
]);
export const stepOptions = remember((steps: readonly Step[]): Options =>
  steps.map((s) => [s.id, s.name || "(no name)"] as const),
);

/** A choice's text as an id; blank is none. */
export function readChoice(value: string): number | null {
  return value === "" ? null : Number(value);
}

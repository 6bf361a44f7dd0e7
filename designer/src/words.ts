/** How elements are named to people. */
import type { Priority, Step, Transition } from "./graph";
import type { Mark } from "./problems/read";
import { sayCount } from "./problems/read";
import { readWeight, sayShare } from "./shares";

export const PRIORITY_WORDS: Record<Priority, string> = {
  urgent: "Urgent",
  high: "High",
  medium: "Medium",
  low: "Low",
};

/** The accessible name of a step: "Step Triage, start, Agent, 20 %, 1 problem". */
export function nameStep(step: Step, role: string, mark: Mark | undefined): string {
  const parts = [`Step ${step.name || "without a name"}`];
  if (step.isStart) parts.push("start");
  if (step.isEnd) parts.push("end");
  parts.push(role, sayWeight(step));
  if (step.pausesClock) parts.push("pauses the clock");
  if (mark) parts.push(sayCount(mark.sentences.length, "problem"));
  return parts.join(", ");
}

/** The share as people read it, or as it was typed when it is no share. */
export function sayWeight(step: Step): string {
  const parts = readWeight(step.weight);
  return parts === null ? step.weight : sayShare(parts);
}

/** The accessible name of a transition: "Transition Assign, Triage to Diagnose"; without `ends` its name alone. */
export function nameTransition(
  transition: Transition,
  isBack: boolean,
  mark: Mark | undefined,
  ends?: { readonly from: string; readonly to: string },
): string {
  const parts = [`Transition ${transition.name || "without a name"}`];
  if (ends) parts.push(`${ends.from} to ${ends.to}`);
  if (isBack) parts.push("leads back");
  if (transition.noteRequired) parts.push("note required");
  if (mark) parts.push(sayCount(mark.sentences.length, "problem"));
  return parts.join(", ");
}

/** Class names, the false ones left out. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}

/** The time of day, as in "12:04". */
export function sayTime(at: Date): string {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** " at 12:04" for a time the server tells, nothing for one that is none. */
export function sayTimeOf(moment: string | null): string {
  const at = new Date(moment ?? "");
  return Number.isNaN(at.getTime()) ? "" : ` at ${sayTime(at)}`;
}

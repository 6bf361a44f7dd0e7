/** How the time promised for a ticket falls on its steps. */
import type { Details, Priority, Step } from "./graph";

const FINEST = 10_000;
const DECIMAL = /^(?:0|1|0?\.\d{1,4}|0\.\d{1,4}|1\.0{1,4})$/;

/** A share as ten-thousandths, or null when it is no decimal from 0 to 1 with at most four places. */
export function readWeight(text: string): number | null {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return null;
  return Math.round(Number(trimmed) * FINEST);
}

const partsKept = new WeakMap<Step, number>();

/** A step's share as ten-thousandths, 0 where it cannot be read; read once for each step as it is. */
export function partsOf(step: Step): number {
  let parts = partsKept.get(step);
  if (parts === undefined) partsKept.set(step, (parts = readWeight(step.weight) ?? 0));
  return parts;
}

/** The plain text of ten-thousandths: 2000 is "0.2". */
export function writeWeight(parts: number): string {
  return String(Math.round(parts) / FINEST);
}

/** The sum of all readable shares, in ten-thousandths. */
export function sumWeights(steps: Iterable<Step>): number {
  let sum = 0;
  for (const step of steps) sum += partsOf(step);
  return sum;
}

/**
 * Whole seconds for each weight, adding up to `total` exactly: the floor of total x weight / sum of weights,
 * what is left going to the largest remainders, ties to the earlier one. Weights in ten-thousandths.
 */
export function splitSeconds(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum <= 0) return weights.map(() => 0);
  const floors = weights.map((w) => Math.floor((total * w) / sum));
  let left = total - floors.reduce((a, b) => a + b, 0);
  const byRemainder = weights
    .map((w, at) => ({ at, rest: (total * w) % sum }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at);
  for (const { at } of byRemainder) {
    if (left-- <= 0) break;
    floors[at]! += 1;
  }
  return floors;
}

/** Each step's seconds at one priority; a step that has no due time (weight 0, no SLA) is not in the map. */
export function stepTimes(steps: readonly Step[], details: Details, priority: Priority): Map<string, number> {
  const times = new Map<string, number>();
  const total = details[priority];
  if (total === null || total <= 0) return times;
  const weights = steps.map(partsOf);
  splitSeconds(total, weights).forEach((seconds, at) => {
    if (weights[at]! > 0) times.set(steps[at]!.id, seconds);
  });
  return times;
}

/** Seconds as people say them: "4 h 48 min", "2 d", "90 s"; from ten minutes on to the nearest minute. */
export function sayDuration(exact: number): string {
  if (exact < 120) return `${exact} s`;
  const seconds = exact < 600 ? exact : Math.round(exact / 60) * 60;
  const parts: string[] = [];
  const units: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  let rest = seconds;
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 3).join(" ");
}

/** A share in ten-thousandths as a percentage: 2000 is "20 %", 1250 is "12.5 %". */
export function sayShare(parts: number): string {
  return `${parts / 100} %`;
}

/** "DD HH:MM:SS", "HH:MM:SS" or null into seconds; what is not a duration counts as none. */
export function readDuration(text: string | null | undefined): number | null {
  const found = /^(?:(\d+)(?: days?,?)? )?(\d+):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(text ?? "");
  if (!found) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((n) => Number(n ?? 0));
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
}

/** Seconds as "HH:MM:SS"; hours may pass 24. */
export function writeDuration(seconds: number | null): string | null {
  if (seconds === null) return null;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

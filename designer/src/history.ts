/** The log of what was done, with names, so that it can be taken back and done again. */
import type { Change, Command } from "./graph";
import { invertChanges } from "./graph";

export interface History {
  readonly done: readonly Entry[];
  readonly undone: readonly Entry[];
}

/** A command in the log; entries with the same `streak` in a row grow together (typing in one field). */
export interface Entry extends Command {
  readonly streak: string | null;
}

export const NO_HISTORY: History = { done: [], undone: [] };
const LONGEST_LOG = 500;

/** The log after a command; what was undone before is forgotten. */
export function record(history: History, command: Command, streak: string | null = null): History {
  const last = history.done.at(-1);
  if (streak !== null && last?.streak === streak) {
    const changes = joinChanges(last.changes, command.changes);
    const done = history.done.slice(0, -1);
    return { done: changes.length ? [...done, { label: last.label, changes, streak }] : done, undone: [] };
  }
  return { done: [...history.done, { ...command, streak }].slice(-LONGEST_LOG), undone: [] };
}

/** Ends a streak, so that the next keystroke begins an entry of its own. */
export function endStreak(history: History): History {
  const last = history.done.at(-1);
  if (!last || last.streak === null) return history;
  return { ...history, done: [...history.done.slice(0, -1), { ...last, streak: null }] };
}

/** The step back: its changes and the log after it; null when there is nothing to undo. */
export function stepBack(history: History): { label: string; changes: Change[]; history: History } | null {
  const last = history.done.at(-1);
  if (!last) return null;
  const rest = { done: history.done.slice(0, -1), undone: [...history.undone, { ...last, streak: null }] };
  return { label: last.label, changes: invertChanges(last.changes), history: rest };
}

/** The step forward again; null when there is nothing to redo. */
export function stepForward(history: History): { label: string; changes: readonly Change[]; history: History } | null {
  const next = history.undone.at(-1);
  if (!next) return null;
  const rest = { done: [...history.done, next], undone: history.undone.slice(0, -1) };
  return { label: next.label, changes: next.changes, history: rest };
}

/** Entries as one reads them: the newest first, with the place in the log one jumps to; 0 is before all of them. */
export interface Moment {
  readonly place: number;
  readonly label: string;
  readonly isNow: boolean;
  readonly isUndone: boolean;
}

/** The whole log, what was undone above what is done. */
export function listMoments(history: History): Moment[] {
  const now = history.done.length;
  const labels = [...history.done, ...[...history.undone].reverse()].map((entry) => entry.label);
  const moments = labels.map((label, at) => ({ place: at + 1, label, isNow: at + 1 === now, isUndone: at + 1 > now }));
  return [{ place: 0, label: "", isNow: now === 0, isUndone: false }, ...moments].reverse();
}

/** All the steps from now to another place of the log, back or forward, as one run of changes; null from here to here. */
export function walkTo(history: History, place: number): { count: number; changes: Change[]; history: History } | null {
  const changes: Change[] = [];
  let at = history;
  let count = 0;
  while (at.done.length !== place) {
    const step = at.done.length > place ? stepBack(at) : stepForward(at);
    if (!step) break;
    changes.push(...step.changes);
    at = step.history;
    count += 1;
  }
  return count > 0 ? { count, changes, history: at } : null;
}

/** Two runs of changes as one: the first's before, the last's after; what ends where it began drops out. */
function joinChanges(first: readonly Change[], second: readonly Change[]): Change[] {
  const joined: Change[] = [...first];
  for (const change of second) {
    const at = joined.findIndex((c) => sameTarget(c, change));
    const earlier = joined[at];
    if (earlier && isFields(earlier) && isFields(change)) {
      joined[at] = joinFields(earlier, change);
    } else joined.push(change);
  }
  return joined.filter((c) => !isFields(c) || Object.keys(c.after).length > 0);
}

type FieldsChange = Extract<Change, { on: "step-fields" | "transition-fields" | "details" }>;

function isFields(change: Change): change is FieldsChange {
  return change.on === "step-fields" || change.on === "transition-fields" || change.on === "details";
}

function sameTarget(a: Change, b: Change): boolean {
  return a.on === b.on && ("id" in a ? a.id : "") === ("id" in b ? b.id : "");
}

function joinFields(first: FieldsChange, second: FieldsChange): FieldsChange {
  const before: Record<string, unknown> = { ...second.before, ...first.before };
  const after: Record<string, unknown> = { ...first.after, ...second.after };
  for (const key of Object.keys(after)) {
    if (before[key] !== after[key]) continue;
    delete before[key];
    delete after[key];
  }
  return { ...first, before, after } as FieldsChange;
}

/** What a person does in the designer, each act one function on the store. */
import type { Change, Command, Side } from "./graph";
import { applyChanges, dropHanging } from "./graph";
import * as edits from "./edits";
import type { History } from "./history";
import { endStreak, record, stepBack, stepForward, walkTo } from "./history";
import { commandOfFix } from "./problems/fix";
import type { Fix, Problem } from "./problems/read";
import { sayCount } from "./problems/read";
import { whyNot } from "./rights";
import { findWaysBack } from "./shape";
import type { Selection, Store } from "./store";
import { NOTHING, say } from "./store";

export interface RunOptions {
  streak?: string | null;
  force?: boolean;
  quiet?: boolean;
}

/** Does a command, puts it in the log and says its label. False when nothing changes or the state forbids it. */
export function runCommand(store: Store, command: Command, options: RunOptions = {}): boolean {
  const { graph, history } = store.get();
  if (command.changes.length === 0) return false;
  const refusal = options.force ? null : whyNot(store.get(), command.changes);
  if (refusal !== null) {
    say(store, refusal);
    return false;
  }
  store.set({ graph: applyChanges(graph, command.changes), history: record(history, command, options.streak ?? null) });
  if (!options.quiet) say(store, command.label);
  return true;
}

/** Ends the typing streak of a field, when one leaves it. */
export function settle(store: Store): void {
  const history = endStreak(store.get().history);
  if (history !== store.get().history) store.set({ history });
}

/** Takes the last command back. */
export function undo(store: Store): void {
  const step = stepBack(store.get().history);
  if (!step) return say(store, "Nothing to undo");
  walk(store, step, `Undone: ${step.label}`);
}

/** Does the last undone command again. */
export function redo(store: Store): void {
  const step = stepForward(store.get().history);
  if (!step) return say(store, "Nothing to redo");
  walk(store, step, `Done again: ${step.label}`);
}

/** Jumps to a place in the log: 0 is as it was opened. */
export function jumpTo(store: Store, place: number): void {
  const { history } = store.get();
  const way = walkTo(history, place);
  if (!way) return say(store, "Nothing changes: this is where you are");
  const verb = place < history.done.length ? "Undone" : "Done again";
  const now = way.history.done.at(-1)?.label ?? "the beginning";
  walk(store, way, `${verb}: ${sayCount(way.count, "act")}. Now at: ${now}`);
}

/** Goes along the log, where the workflow's state still lets that be changed, and says `words`; else why not. */
function walk(store: Store, way: { changes: readonly Change[]; history: History }, words: string): void {
  const refusal = whyNot(store.get(), way.changes);
  if (refusal !== null) return say(store, refusal);
  const { graph } = store.get();
  store.set({ graph: dropHanging(applyChanges(graph, way.changes)), history: way.history, renaming: null });
  dropLostSelection(store);
  say(store, words);
}

function dropLostSelection(store: Store): void {
  const { graph, selection } = store.get();
  select(store, {
    steps: new Set([...selection.steps].filter((id) => graph.steps.has(id))),
    transitions: new Set([...selection.transitions].filter((id) => graph.transitions.has(id))),
  });
}

/** Selects exactly these elements. */
export function select(store: Store, selection: Selection): void {
  const old = store.get().selection;
  if (sameSet(old.steps, selection.steps) && sameSet(old.transitions, selection.transitions)) return;
  store.set({ selection, route: null });
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((x) => b.has(x));
}

export const selectStep = (store: Store, id: string) => select(store, { steps: new Set([id]), transitions: new Set() });
export const selectTransition = (store: Store, id: string) =>
  select(store, { steps: new Set(), transitions: new Set([id]) });
/** Selects every step and transition. */
export function selectAll(store: Store): void {
  const { graph } = store.get();
  select(store, { steps: new Set(graph.steps.keys()), transitions: new Set(graph.transitions.keys()) });
  say(store, `Selected ${sayCount(graph.steps.size, "step")}`);
}

export const selectNothing = (store: Store) => select(store, NOTHING);

/** The one selected step, when exactly one element is selected and it is a step. */
export function onlyStep(selection: Selection): string | null {
  return selection.steps.size === 1 && selection.transitions.size === 0 ? [...selection.steps][0]! : null;
}

/** As onlyStep, for a transition. */
export function onlyTransition(selection: Selection): string | null {
  return selection.transitions.size === 1 && selection.steps.size === 0 ? [...selection.transitions][0]! : null;
}

/** Adds a step, selects it and lets it be named at once. */
export function addStep(store: Store, place: { x: number; y: number }, kind: "step" | "start" | "end"): string | null {
  const { command, step } = edits.addStep(store.get().graph, place, kind);
  if (!runCommand(store, command)) return null;
  selectStep(store, step.id);
  store.set({ renaming: step.id });
  return step.id;
}

/** Where a new step goes: right of the selected one (on a tall canvas below it), aside of what stands there already. */
export function placeAfter(store: Store, fallback: { x: number; y: number }, tall = false): { x: number; y: number } {
  const { graph, selection } = store.get();
  const beside = onlyStep(selection);
  const from = beside ? graph.steps.get(beside) : undefined;
  let { x, y } = from ? (tall ? { x: from.x, y: from.y + 150 } : { x: from.x + 280, y: from.y }) : fallback;
  const taken = () => [...graph.steps.values()].some((s) => Math.abs(s.x - x) < 194 && Math.abs(s.y - y) < 92);
  while (taken()) {
    if (tall) x += 210;
    else y += 130;
  }
  return { x, y };
}

/** Draws a transition and lets it be named at once. */
export function connect(
  store: Store,
  from: string,
  to: string,
  sides: { fromSide: Side | null; toSide: Side | null } = { fromSide: null, toSide: null },
  name?: string,
): string | null {
  const { graph } = store.get();
  store.set({ connecting: null });
  try {
    const draft = edits.connectSteps(graph, from, to, false, sides, name);
    const isBack = findWaysBack({
      ...graph,
      transitions: new Map(graph.transitions).set(draft.transition.id, draft.transition),
    });
    const made = isBack.has(draft.transition.id) ? edits.connectSteps(graph, from, to, true, sides, name) : draft;
    if (!runCommand(store, made.command)) return null;
    selectTransition(store, made.transition.id);
    if (!name) store.set({ renaming: made.transition.id });
    return made.transition.id;
  } catch (error) {
    sayRefusal(store, error);
    return null;
  }
}

/** Lets a choice change places with its neighbour. */
export function moveChoice(store: Store, id: string, by: -1 | 1): void {
  const { graph } = store.get();
  const choice = graph.transitions.get(id);
  if (choice) runCommand(store, edits.moveChoice(graph, choice, by));
}

/** Deletes what is selected. */
export function deleteSelected(store: Store): void {
  const { graph, selection } = store.get();
  if (selection.steps.size + selection.transitions.size === 0) return say(store, "Nothing is selected");
  if (runCommand(store, edits.deleteElements(graph, selection.steps, selection.transitions))) selectNothing(store);
}

/** Gives a step or transition its new name; a blank one leaves the old. */
export function rename(store: Store, id: string, name: string): void {
  const { graph } = store.get();
  store.set({ renaming: null });
  const step = graph.steps.get(id);
  const transition = graph.transitions.get(id);
  if (!name.trim()) return;
  if (step) runCommand(store, edits.changeStep(step, { name: name.trim() }));
  else if (transition) runCommand(store, edits.changeTransition(transition, { name: name.trim() }));
}

/** Applies a problem's fix as one undo step. */
export function applyFix(store: Store, fix: Fix): void {
  const { problemsOf, ids, graph } = store.get();
  if (!problemsOf) return;
  try {
    runCommand(store, commandOfFix(fix, problemsOf, ids, graph));
  } catch (error) {
    sayRefusal(store, error);
  }
}

/** Selects what a problem is about and brings it into sight. */
export function showProblem(store: Store, problem: Problem): void {
  const { graph } = store.get();
  const steps = problem.steps.filter((id) => graph.steps.has(id));
  const transitions = problem.transitions.filter((id) => graph.transitions.has(id));
  const ends = transitions.flatMap((id) => [graph.transitions.get(id)!.from, graph.transitions.get(id)!.to]);
  const [transition] = transitions;
  if (transition !== undefined && transitions.length === 1) {
    select(store, { ...NOTHING, transitions: new Set([transition]) });
    store.set({ lookAt: { steps: ends, transition } });
    return;
  }
  select(store, { steps: new Set(steps), transitions: new Set(transitions) });
  if (problem.route.length > 1) showRoute(store, "How tickets get there", problem.route);
  else store.set({ lookAt: { steps: [...steps, ...ends] } });
}

/** Shows a way on the canvas and says it; the last of its steps gets the focus. */
export function showRoute(store: Store, word: string, ids: readonly string[]): void {
  const { graph } = store.get();
  const steps = [...new Set(ids.filter((id) => graph.steps.has(id)))];
  const names = steps.map((id) => graph.steps.get(id)!.name);
  store.set({ route: { word, ids: new Set(ids) }, lookAt: { steps: steps.reverse() } });
  say(store, `${word}: ${names.join(", ")}`);
}

function sayRefusal(store: Store, error: unknown): void {
  if (!(error instanceof edits.Refusal)) throw error;
  store.set({ notice: error.message });
}

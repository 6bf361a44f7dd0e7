/** Work that could not reach the server, kept in this browser until it does. */
import { runCommand } from "./acts";
import { compareGraphs } from "./diff";
import { makeKey } from "./edits";
import { pairArrived } from "./merge/arrived";
import { sayCount } from "./problems/read";
import { sayWhyNot } from "./rights";
import type { Change, Graph } from "./graph";
import { isUnsaved } from "./saving";
import type { Store } from "./store";
import { say } from "./store";
import type { Ids } from "./wire";
import { readGraph, reverseIds, writeDetails, writeGraph } from "./wire";
import type { WireDocument } from "./wireShapes";

const VERSION = 1;
const LONGEST = 4_000_000;

/** The part of the browser's storage that is needed here. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Work found from an earlier time: when it was kept, what it would change, and whether the server has moved on since. */
export interface KeptWork {
  readonly at: Date;
  readonly changes: readonly Change[];
  readonly isOld: boolean;
}

/** Under which name a person's work on a workflow is kept; nobody else on this browser is asked about it. */
export function keyOf(workflow: string, viewer: string): string {
  return `tts-designer ${workflow} ${viewer}`;
}

/** Keeps the work while it is not on the server, and forgets it once it is. True when it is kept. */
export function keepWork(store: Store, shelf: Shelf, key: string, now: Date): boolean {
  const state = store.get();
  if (state.phase !== "ready" || state.kept) return false;
  try {
    if (!isUnsaved(state)) {
      shelf.removeItem(key);
      return false;
    }
    const { graph, ids, revision } = state;
    const document: WireDocument = { workflow: writeDetails(graph.details), graph: writeGraph(graph, ids) };
    shelf.setItem(key, JSON.stringify({ version: VERSION, at: now.toISOString(), revision, document }));
    return true;
  } catch {
    return false;
  }
}

/** Looks for kept work that differs from what the server has; what cannot be read is forgotten. */
export function findKept(store: Store, shelf: Shelf, key: string): KeptWork | null {
  try {
    const text = shelf.getItem(key);
    if (text === null) return null;
    const kept = text.length > LONGEST ? null : readKept(JSON.parse(text), store);
    if (!kept || kept.changes.length === 0) shelf.removeItem(key);
    return kept && kept.changes.length > 0 ? kept : null;
  } catch {
    shelf.removeItem(key);
    return null;
  }
}

function readKept(value: unknown, store: Store): KeptWork | null {
  const { version, at, revision, document } = value as Record<string, unknown>;
  const when = new Date(typeof at === "string" ? at : "");
  if (version !== VERSION || Number.isNaN(when.getTime()) || !isDocument(document)) return null;
  const { graph, ids, revision: known } = store.get();
  const work = readGraph(document, ids);
  const arrived = pairArrived([work.graph], work.ids, { graph, ids });
  const renewed = renewGone(work.graph, { graph, ids }, arrived);
  return { at: when, changes: compareGraphs(graph, renewed), isOld: revision !== known };
}

function isDocument(value: unknown): value is WireDocument {
  const { workflow, graph } = (value ?? {}) as Partial<WireDocument>;
  if (typeof workflow !== "object" || workflow === null) return false;
  return Array.isArray(graph?.nodes) && Array.isArray(graph?.edges) && [...graph.nodes, ...graph.edges].every(isNamed);
}

function isNamed(value: unknown): boolean {
  return typeof (value as { name?: unknown } | null)?.name === "string";
}

/** What is kept, under the keys of now: what arrived after all is that, and what the server no longer has comes anew. */
function renewGone(work: Graph, now: { graph: Graph; ids: Ids }, rows: Ids): Graph {
  const stepKeys = reverseIds(now.ids.steps);
  const transitionKeys = reverseIds(now.ids.transitions);
  const keyIn = (known: ReadonlyMap<string, unknown>, keys: Map<number, string>, id: string, row?: number) =>
    known.has(id) ? id : ((row === undefined ? undefined : keys.get(row)) ?? makeKey());
  const steps = new Map(
    [...work.steps.keys()].map((id) => [id, keyIn(now.graph.steps, stepKeys, id, rows.steps.get(id))]),
  );
  return {
    details: work.details,
    steps: new Map([...work.steps.values()].map((s) => [steps.get(s.id)!, { ...s, id: steps.get(s.id)! }])),
    transitions: new Map(
      [...work.transitions.values()].map((t) => {
        const id = keyIn(now.graph.transitions, transitionKeys, t.id, rows.transitions.get(t.id));
        return [id, { ...t, id, from: steps.get(t.from)!, to: steps.get(t.to)! }];
      }),
    ),
  };
}

/** Puts kept work back as one act that can be undone; it is saved like any other. */
export function restoreKept(store: Store): void {
  const { kept } = store.get();
  if (!kept) return;
  if (!runCommand(store, { label: "Restore unsaved work", changes: kept.changes }))
    store.set({ notice: `The unsaved work could not be restored and stays in this browser. ${sayWhyNot(store.get().facts)}` });
  store.set({ kept: null });
}

/** What kept work would change: "2 steps added, 1 step changed". */
export function sayChanges(changes: readonly Change[]): string {
  const counts = new Map<string, Set<string>>();
  for (const change of changes) {
    const what = change.on === "details" ? "workflow" : change.on.startsWith("step") ? "step" : "transition";
    const how = "after" in change && change.after === null ? "removed" : change.before === null ? "added" : "changed";
    const key = `${what} ${how}`;
    counts.set(key, (counts.get(key) ?? new Set()).add("id" in change ? change.id : ""));
  }
  const said = [...counts].map(([key, ids]) => {
    const [what, how] = key.split(" ") as [string, string];
    return what === "workflow" ? "the workflow's details changed" : `${sayCount(ids.size, what)} ${how}`;
  });
  return said.join(", ");
}

/** Lets kept work go. */
export function dropKept(store: Store, shelf: Shelf, key: string): void {
  store.set({ kept: null });
  shelf.removeItem(key);
  say(store, "The unsaved work was thrown away");
}

/** Keeps work whenever saving fails, and when the page goes away; forgets it when everything is saved. */
export function startKeeping(store: Store, shelf: Shelf, key: string, now: () => Date): () => void {
  let { save, graph } = store.get();
  const watch = () => {
    const state = store.get();
    const failed = state.save.kind === "offline" || state.save.kind === "refused" || state.save.kind === "conflict";
    const news = state.save !== save || state.graph !== graph;
    ({ save, graph } = state);
    if (news && (failed || state.save.kind === "saved")) keepWork(store, shelf, key, now());
  };
  const leave = () => keepWork(store, shelf, key, now());
  const stop = store.subscribe(watch);
  addEventListener("pagehide", leave);
  return () => {
    stop();
    removeEventListener("pagehide", leave);
  };
}

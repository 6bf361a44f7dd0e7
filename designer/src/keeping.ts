/** Work that could not reach the server, kept in this browser until it does. */
import { runCommand } from "./acts";
import type { Graph } from "./graph";
import type { KeptWork } from "./keptWork";
import { readKept } from "./keptWork";
import { mayChange, sayWhyNot } from "./rights";
import type { Saver } from "./saving";
import { isUnsaved } from "./saving";
import type { State, Store } from "./store";
import { say } from "./store";
import type { Ids } from "./wire";
import { writeDetails, writeGraph } from "./wire";
import type { WireDocument } from "./wireShapes";

const VERSION = 2;
const LONGEST = 4_000_000;

/** The part of the browser's storage that is needed here. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Under which name a person's work on a workflow is kept; nobody else on this browser is asked about it. */
export function keyOf(workflow: string, viewer: string): string {
  return `tts-designer ${workflow} ${viewer}`;
}

/**
 * Keeps the work while it is not on the server, and forgets it once it is, but not what another tab keeps in the
 * same place. True when it is kept.
 */
export function keepWork(store: Store, shelf: Shelf, key: string, now: Date): boolean {
  const state = store.get();
  if (state.phase !== "ready" || state.kept) return false;
  try {
    if (!isUnsaved(state)) {
      clearShelf(shelf, key, state.shelved);
      return false;
    }
    const shelved = writeKept(state, now);
    shelf.setItem(key, shelved);
    store.set({ shelved });
    return true;
  } catch {
    return false;
  }
}

/** Takes that text off the shelf, if it still lies there. */
function clearShelf(shelf: Shelf, key: string, text: string | null): void {
  if (text !== null && shelf.getItem(key) === text) shelf.removeItem(key);
}

/**
 * The work, what it was drawn on so that both can be merged, and what was sent when the answers ended and last, for
 * that may have arrived. These are left out where it gets too long.
 */
function writeKept({ graph, saved, ids, revision, unanswered, save }: State, now: Date): string {
  const kept = { version: VERSION, at: now.toISOString(), revision, document: writeDocument(graph, ids) };
  const open = save.kind === "saving" ? [...unanswered, save.sent] : unanswered;
  const sent = [...new Set([...open.slice(0, 1), ...open.slice(-1)])].map((each) => writeDocument(each, ids));
  const whole = JSON.stringify({ ...kept, base: writeDocument(saved, ids), sent });
  return whole.length > LONGEST ? JSON.stringify(kept) : whole;
}

function writeDocument(graph: Graph, ids: Ids): WireDocument {
  return { workflow: writeDetails(graph.details), graph: writeGraph(graph, ids) };
}

/** Looks for kept work that differs from what the server has; what cannot be read is forgotten. */
export function findKept(store: Store, shelf: Shelf, key: string): KeptWork | null {
  try {
    const text = shelf.getItem(key);
    if (text === null) return null;
    const kept = text.length > LONGEST ? null : readKept(text, store.get());
    if (!kept || kept.changes.length === 0) shelf.removeItem(key);
    return kept && kept.changes.length > 0 ? kept : null;
  } catch {
    shelf.removeItem(key);
    return null;
  }
}

/**
 * Puts kept work back as one act that can be undone; it is saved like any other. Where the workflow was saved
 * since, both are merged.
 */
export function restoreKept(store: Store, saver: Saver): void {
  const { kept, facts } = store.get();
  if (!kept) return;
  const shelved = kept.text;
  if (!mayChange(facts.editable, kept.changes)) {
    const why = `The unsaved work could not be restored and stays in this browser. ${sayWhyNot(facts)}`;
    store.set({ kept: null, notice: why });
  } else if (kept.apart) {
    const { base, mine, ids, revision, unanswered } = kept.apart;
    store.set({ kept: null, shelved, saved: base, graph: mine, ids, revision, unanswered });
    void saver.bringIn({});
  } else {
    runCommand(store, { label: "Restore unsaved work", changes: kept.changes });
    store.set({ kept: null, shelved, unanswered: [store.get().graph] });
  }
}

/** Lets kept work go. */
export function dropKept(store: Store, shelf: Shelf, key: string): void {
  clearShelf(shelf, key, store.get().kept?.text ?? null);
  store.set({ kept: null });
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

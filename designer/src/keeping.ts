/** Work that could not reach the server, kept in this browser until it does. */
import { runCommand } from "./acts";
import type { Graph } from "./graph";
import { NO_HISTORY } from "./history";
import type { KeptWork } from "./keptWork";
import { readKept } from "./keptWork";
import { mayChange, sayWhyNot } from "./rights";
import type { Saver } from "./saving";
import { isUnsaved } from "./saving";
import type { Place, Shelf } from "./shelf";
import type { State, Store } from "./store";
import { NOTHING, NOTHING_SHELVED, say } from "./store";
import type { Ids } from "./wire";
import { writeDetails, writeGraph } from "./wire";
import type { WireDocument } from "./wireShapes";

const VERSION = 2;
const LONGEST = 4_000_000;

/**
 * Keeps the work while it is not on the server, and forgets it once it is; what was taken up from other tabs is
 * part of it. True when it is kept.
 */
export function keepWork(store: Store, { shelf, key }: Place, now: Date): boolean {
  const state = store.get();
  if (state.phase !== "ready" || state.kept) return false;
  try {
    if (!isUnsaved(state)) {
      clearShelf(shelf, state.shelved);
      store.set({ shelved: NOTHING_SHELVED });
      return false;
    }
    const text = writeKept(state, now);
    shelf.setItem(key, text);
    clearShelf(shelf, new Map([...state.shelved].filter(([other]) => other !== key)));
    store.set({ shelved: new Map([[key, text]]) });
    return true;
  } catch {
    return false;
  }
}

/** Takes these texts off the shelf, where they still lie there. */
function clearShelf(shelf: Shelf, shelved: State["shelved"]): void {
  for (const [key, text] of shelved) if (shelf.getItem(key) === text) shelf.removeItem(key);
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

/** Of what tabs that are gone left, the latest that the server does not have; what cannot be read is forgotten. */
export function findKept(store: Store, place: Place): KeptWork | null {
  const found = place.left.map((key) => readShelf(store, place.shelf, key)).filter((kept) => kept !== null);
  place.left = found.map((kept) => kept.key);
  return found.reduce<KeptWork | null>((last, kept) => (last && last.at >= kept.at ? last : kept), null);
}

function readShelf(store: Store, shelf: Shelf, key: string): KeptWork | null {
  try {
    const text = shelf.getItem(key);
    if (text === null) return null;
    const kept = text.length > LONGEST ? null : readKept(key, text, store.get());
    if (kept && kept.changes.length > 0) return kept;
  } catch {
    // What is none of it goes as what changes nothing.
  }
  shelf.removeItem(key);
  return null;
}

/**
 * Puts kept work back as one act that can be undone; it is saved like any other. Where the workflow was saved
 * since, both are merged.
 */
export function restoreKept(store: Store, saver: Saver, place: Place): void {
  const { kept, facts } = store.get();
  if (!kept) return;
  place.left = place.left.filter((key) => key !== kept.key);
  const shelved = new Map([[kept.key, kept.text]]);
  if (!mayChange(facts.editable, kept.changes)) {
    const why = `The unsaved work could not be restored and stays in this browser. ${sayWhyNot(facts)}`;
    store.set({ kept: null, notice: why });
  } else if (kept.apart) {
    const { base, mine, ids, revision, unanswered } = kept.apart;
    const fresh = { history: NO_HISTORY, selection: NOTHING, renaming: null, route: null };
    const save = { kind: "saving", sent: mine } as const;
    store.set({ kept: null, shelved, saved: base, graph: mine, ids, revision, unanswered, save, ...fresh });
    void saver.bringIn({});
  } else {
    runCommand(store, { label: "Restore unsaved work", changes: kept.changes });
    store.set({ kept: null, shelved, unanswered: [store.get().graph] });
  }
}

/** Lets kept work go. */
export function dropKept(store: Store, place: Place): void {
  const { kept } = store.get();
  if (!kept) return;
  place.left = place.left.filter((key) => key !== kept.key);
  clearShelf(place.shelf, new Map([[kept.key, kept.text]]));
  store.set({ kept: null });
  say(store, "The unsaved work was thrown away");
}

/**
 * Asks about kept work, one tab's after another's once the one before is saved. Keeps work whenever saving fails,
 * and when the page goes away; forgets it when everything is saved.
 */
export function startKeeping(store: Store, place: Place, now: () => Date): () => void {
  let { save, graph } = store.get();
  const watch = () => {
    const state = store.get();
    const failed = state.save.kind === "offline" || state.save.kind === "refused" || state.save.kind === "conflict";
    const news = state.save !== save || state.graph !== graph;
    ({ save, graph } = state);
    if (news && (failed || state.save.kind === "saved")) keepWork(store, place, now());
    askNext(store, place);
  };
  const leave = () => keepWork(store, place, now());
  const stop = store.subscribe(watch);
  addEventListener("pagehide", leave);
  askNext(store, place);
  return () => {
    stop();
    removeEventListener("pagehide", leave);
  };
}

function askNext(store: Store, place: Place): void {
  const state = store.get();
  if (place.left.length === 0 || state.kept || state.save.kind !== "saved" || isUnsaved(state)) return;
  const kept = findKept(store, place);
  if (kept) store.set({ kept });
}

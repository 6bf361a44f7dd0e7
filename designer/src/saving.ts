/** Saving by itself: a moment after the last change, once at a time, and again when the network is back. */
import type { Doors, WireSaved } from "./api";
import { DoorClosed } from "./api";
import type { Who } from "./conflict";
import { bringIn } from "./conflict";
import { compareGraphs, sameGraph } from "./diff";
import type { Graph } from "./graph";
import { documentOf } from "./loading";
import { readProblems } from "./problems/read";
import type { State, Store } from "./store";

import type { Ids } from "./wire";
import type { WireDocument } from "./wireShapes";
import { writeDetails, writeGraph } from "./wire";

export const QUIET = 800;
const LONGEST_WAIT = 30_000;
const MOST_MERGES = 5;
const MOST_UNANSWERED = 100;

export interface Saver {
  /** Saves what is unsaved; true when afterwards everything is on the server. */
  saveNow(): Promise<boolean>;
  /** Merges in what somebody else saved, and saves; false when something must be chosen first. */
  bringIn(who: Who): Promise<boolean>;
  /** Tells it that the graph may have changed. */
  noticeChange(): void;
}

/** Watches the store and saves. `now` gives the time shown beside "Saved". */
export function startSaving(store: Store, doors: Doors, now: () => Date): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | null = null;
  let seen = store.get().graph;
  let tries = 0;
  let isAwaited = false;

  const later = (wait: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(false), wait);
  };

  /** One save; where somebody saved first, what they saved is merged in and it is tried again. */
  async function saveOnce(merges = 0): Promise<boolean> {
    const sent = store.get().graph;
    if (sameGraph(sent, store.get().saved)) {
      if (store.get().unanswered.length > 0) return (await mergeIn({})) && saveOnce(merges);
      store.set({ saved: sent, save: { kind: "saved", at: now() } });
      return true;
    }
    store.set({ save: { kind: "saving", sent } });
    try {
      await sendChanges(store, doors, sent);
    } catch (error) {
      if (error instanceof DoorClosed && error.kind === "stale" && merges < MOST_MERGES) {
        return (await mergeIn(error.body)) && saveOnce(merges + 1);
      }
      remember(sent);
      return fail(error, sent);
    }
    tries = 0;
    if (store.get().graph === sent) {
      store.set({ save: { kind: "saved", at: now() } });
      return true;
    }
    store.set({ save: { kind: "unsaved" } });
    if (isAwaited) return saveOnce();
    later(QUIET);
    return false;
  }

  async function mergeIn(who: Who): Promise<boolean> {
    try {
      return await bringIn(store, doors, who);
    } catch (error) {
      return fail(error, store.get().graph);
    }
  }

  function remember(sent: Graph): void {
    const others = store.get().unanswered.filter((graph) => graph !== sent);
    store.set({ unanswered: [...others, sent].slice(-MOST_UNANSWERED) });
  }

  function fail(error: unknown, sent: Graph): false {
    if (!(error instanceof DoorClosed)) throw error;
    takeFailure(store, error, sent);
    if (error.kind === "offline") later(Math.min(LONGEST_WAIT, 1_000 * 2 ** tries++));
    return false;
  }

  /** Where its answer is waited for, what is drawn while the save is on its way is saved at once too. */
  function save(awaited: boolean): Promise<boolean> {
    clearTimeout(timer);
    const { phase, conflict } = store.get();
    if (conflict && !conflict.isOpen) store.set({ conflict: { ...conflict, isOpen: true } });
    if (phase !== "ready" || conflict) return Promise.resolve(false);
    return alone(saveOnce, awaited);
  }

  function alone(act: () => Promise<boolean>, awaited: boolean): Promise<boolean> {
    isAwaited ||= awaited;
    running ??= act().finally(() => {
      running = null;
      isAwaited = false;
    });
    return running;
  }

  function noticeChange(): void {
    const { graph, saved, phase, conflict, save } = store.get();
    if (graph === seen) return;
    seen = graph;
    if (phase !== "ready" || graph === saved || conflict) return;
    if (save.kind !== "saving") store.set({ save: { kind: "unsaved" } });
    later(QUIET);
  }

  store.subscribe(noticeChange);
  return {
    saveNow: () => save(true),
    noticeChange,
    bringIn: (who) => alone(async () => (await mergeIn(who)) && saveOnce(), true),
  };
}

/** True when something here is not on the server. */
export function isUnsaved(state: State): boolean {
  return state.phase === "ready" && !sameGraph(state.graph, state.saved);
}

async function sendChanges(store: Store, doors: Doors, sent: Graph): Promise<void> {
  const { saved } = store.get();
  if (compareGraphs({ ...saved, details: sent.details }, { ...saved, details: saved.details }).length > 0) {
    const reply = await doors.saveDetails(writeDetails(sent.details), store.get().revision);
    takeReply(store, reply, { ...saved, details: sent.details }, store.get().ids);
  }
  if (!sameGraph({ ...sent, details: saved.details }, saved)) {
    const { ids, revision } = store.get();
    const reply = await doors.saveGraph(writeGraph(sent, ids), revision);
    takeReply(store, reply, sent, adoptIds(sent, ids, reply));
  }
}

function takeReply(store: Store, reply: WireSaved, saved: Graph, ids: Ids): void {
  const graph = reply.graph ?? writeGraph(saved, ids);
  const problemsOf: WireDocument =
    reply.name === undefined
      ? { workflow: store.get().problemsOf?.workflow ?? writeDetails(saved.details), graph }
      : documentOf({ ...reply, graph });
  store.set({ saved, ids, revision: reply.revision, unanswered: [] });
  if (reply.problems) store.set({ problems: readProblems(reply.problems, ids), problemsOf });
}

/** The rows the server now has for what was sent: the known ones, and those it made for new elements. */
export function adoptIds(sent: Graph, ids: Ids, reply: WireSaved): Ids {
  const mapped = { ...reply.temp_id_mapping, ...reply.edge_id_mapping };
  const own = (key: string) => (Object.hasOwn(mapped, key) ? mapped[key] : undefined);
  const steps = new Map<string, number>();
  for (const key of sent.steps.keys()) {
    const id = ids.steps.get(key) ?? own(key);
    if (id !== undefined) steps.set(key, id);
  }
  const transitions = new Map<string, number>();
  let alike: ReadonlyMap<string, Row> | undefined;
  for (const t of sent.transitions.values()) {
    let id = ids.transitions.get(t.id) ?? own(t.id) ?? null;
    if (id === null) {
      alike ??= new Map(reply.graph?.edges.map((e) => [sayEdge(e.from_step_id, e.to_step_id, e.name), e.transition_id]));
      id = alike.get(sayEdge(steps.get(t.from), steps.get(t.to), t.name)) ?? null;
    }
    if (id !== null) transitions.set(t.id, id);
  }
  return { steps, transitions };
}

type Row = number | null | undefined;
const sayEdge = (from: Row, to: Row, name: string) => `${from} ${to} ${name}`;

function takeFailure(store: Store, error: DoorClosed, sent: Graph): void {
  const { body } = error;
  if (error.kind === "offline") return store.set({ save: { kind: "offline", why: error.message } });
  store.set({ save: { kind: "refused", why: error.message, isJudged: body.problems !== undefined } });
  if (!body.problems) return;
  const { ids } = store.get();
  const workflow = store.get().problemsOf?.workflow ?? writeDetails(sent.details);
  store.set({ problems: readProblems(body.problems, ids), problemsOf: { workflow, graph: writeGraph(sent, ids) } });
}

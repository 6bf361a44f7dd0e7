import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addStep, connect, moveChoice, rename, undo } from "../src/acts";
import { DoorClosed } from "../src/api";
import { settleConflict } from "../src/conflict";
import { dropKept, keepWork, restoreKept } from "../src/keeping";
import { sayChanges } from "../src/keptWork";
import type { WireNode } from "../src/wireShapes";
import type { FakeServer } from "./doubles";
import { makeEdge, makeNode, makeServer, makeWorkflow } from "./doubles";
import { makeShelf, NOW, openTab as open } from "./tabs";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const names = (server: FakeServer) => server.workflow.graph.nodes.map((n) => n.name);

/** Somebody saves these steps, and no transitions. */
function saveTheirs(server: FakeServer, nodes: WireNode[]) {
  server.workflow = { ...server.workflow, revision: 7, changed_by: "Elena Petrova", graph: { nodes, edges: [] } };
}

const GONE = () => new DoorClosed("offline", "The server cannot be reached.");

/** Draws a step while the server is away or its answer gets lost, and comes back with the server there again. */
async function loseConnection(how: "failure" | "lost" = "failure") {
  const first = await open();
  first.server[how] = GONE();
  const id = addStep(first.store, { x: 0, y: 200 }, "step")!;
  rename(first.store, id, "Resolve");
  if (how === "lost") connect(first.store, "s1", id, undefined, "Solve");
  await first.wait();
  expect(first.store.get().save.kind).toBe("offline");
  return first;
}

describe("work that did not reach the server", () => {
  it("is kept, found by the next visit, and restored as one act that is saved", async () => {
    const { server, shelf } = await loseConnection();
    const { store, saver, place, wait } = await open(server, shelf);
    expect(sayChanges(store.get().kept!.changes)).toBe("1 step added");
    expect(store.get().kept!.isOld).toBe(false);
    expect([...store.get().graph.steps.values()].map((s) => s.name)).toEqual(["Triage", "Verify"]);
    restoreKept(store, saver, place);
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Triage", "Verify", "Resolve"]);
    expect(shelf.kept.size).toBe(0);
    undo(store);
    expect(store.get().graph.steps.size).toBe(2);
  });

  it("is offered also where nothing but the order of choices changed", async () => {
    const { nodes } = makeWorkflow().graph;
    const edges = [makeEdge(1, 1, 2, "Assign"), makeEdge(2, 1, 2, "Refuse"), makeEdge(3, 1, 2, "Ask")];
    const first = await open(makeServer(makeWorkflow({ graph: { nodes, edges } })));
    first.server.failure = GONE();
    moveChoice(first.store, "t3", -1);
    await first.wait();
    const { server, store, saver, place, wait } = await open(first.server, first.shelf);
    expect(sayChanges(store.get().kept!.changes)).toBe("choices in another order");
    restoreKept(store, saver, place);
    await wait();
    expect(server.workflow.graph.edges.map((e) => e.name)).toEqual(["Assign", "Ask", "Refuse"]);
  });

  it("of one tab stays kept while another tab saves, comes back to what is saved, or closes", async () => {
    const first = await loseConnection();
    const text = first.shelf.kept.get(first.place.key);
    const other = await open(first.server, first.shelf);
    other.store.set({ kept: null });
    rename(other.store, "s1", "Look");
    await other.saver.saveNow();
    expect(other.store.get().save.kind).toBe("saved");
    keepWork(other.store, other.place, NOW());
    expect(first.shelf.kept.get(first.place.key)).toBe(text);
  });

  it("is forgotten once it is saved after all", async () => {
    const { shelf, saver } = await loseConnection();
    expect(shelf.kept.size).toBe(1);
    await saver.saveNow();
    expect(shelf.kept.size).toBe(0);
  });

  it("stays on the shelf while one is asked, and goes when one says so", async () => {
    const { server, shelf } = await loseConnection();
    const { store, place } = await open(server, shelf);
    expect(shelf.kept.size).toBe(1);
    dropKept(store, place);
    expect(shelf.kept.size).toBe(0);
    expect(store.get().kept).toBeNull();
  });

  it("that does not tell what it was drawn on is put over a later save, what is gone there under new ids", async () => {
    const { server, shelf, place: gone } = await loseConnection();
    const { base: _, ...kept } = JSON.parse(shelf.kept.get(gone.key)!) as Record<string, unknown>;
    shelf.kept.set(gone.key, JSON.stringify({ ...kept, version: 1 }));
    const nodes = server.workflow.graph.nodes.filter((n) => n.step_id !== 2);
    server.workflow = { ...server.workflow, revision: 7, graph: { nodes, edges: [] } };
    const { store, saver, place, wait } = await open(server, shelf);
    expect(store.get().kept!.isOld).toBe(true);
    restoreKept(store, saver, place);
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Triage", "Verify", "Resolve"]);
    expect(server.workflow.graph.nodes.map((n) => n.step_id)).not.toContain(2);
    expect(server.workflow.graph.edges).toHaveLength(1);
  });

  it("is merged with what was saved since, and the merge is one act that can be undone", async () => {
    const { server, shelf } = await loseConnection();
    saveTheirs(server, [makeNode(1, "Sort", { is_start: true }), makeNode(3, "Second look", { is_end: true })]);
    const { store, saver, place, wait } = await open(server, shelf);
    expect(store.get().kept).toMatchObject({ isOld: true, apart: { revision: 1 } });
    expect(sayChanges(store.get().kept!.changes)).toBe("1 step added");
    restoreKept(store, saver, place);
    await wait();
    expect(names(server)).toEqual(["Sort", "Resolve", "Second look"]);
    expect(store.get().notice).toMatch(/^Merged with what Elena Petrova changed/);
    expect(store.get().history.done.map((e) => e.label)).toEqual(["Merge with what Elena Petrova saved"]);
    expect(shelf.kept.size).toBe(0);
  });

  it("is asked about where somebody changed the same since, and nothing is saved before", async () => {
    const first = await loseConnection();
    first.server.failure = GONE();
    rename(first.store, "s1", "Look");
    await first.wait();
    saveTheirs(first.server, [makeNode(1, "Sort", { is_start: true }), makeNode(2, "Verify", { is_end: true })]);
    const { store, saver, place, wait } = await open(first.server, first.shelf);
    restoreKept(store, saver, place);
    await wait();
    expect(store.get()).toMatchObject({ conflict: { by: "Elena Petrova", isOpen: true }, save: { kind: "conflict" } });
    expect(names(first.server)).toEqual(["Sort", "Verify"]);
    expect(first.shelf.kept.size).toBe(1);
    await settleConflict(store, saver, new Map([["step s1 name", "mine"]]));
    expect(names(first.server)).toEqual(["Look", "Verify", "Resolve"]);
  });

  it("removes nothing of what was saved since when the server is away again while it is restored", async () => {
    const { server, shelf } = await loseConnection();
    saveTheirs(server, [...server.workflow.graph.nodes, makeNode(3, "Second look")]);
    const { store, saver, place, wait } = await open(server, shelf);
    const load = server.loadWorkflow.bind(server);
    server.loadWorkflow = () => Promise.reject(GONE());
    restoreKept(store, saver, place);
    await wait();
    server.loadWorkflow = load;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(names(server)).toEqual(["Triage", "Verify", "Resolve", "Second look"]);
  });

  it.each(["none", "words"] as const)("stays on the shelf where only %s of it may be changed now", async (editable) => {
    const { server, shelf } = await loseConnection();
    server.workflow = { ...server.workflow, revision: 7, editable, status: "deployed" };
    const { store, saver, place, wait } = await open(server, shelf);
    restoreKept(store, saver, place);
    await wait();
    expect(store.get().notice).toMatch(/^The unsaved work could not be restored and stays in this browser\./);
    expect(store.get().graph.steps.size).toBe(2);
    keepWork(store, place, NOW());
    expect(shelf.kept.size).toBe(1);
  });

  it("is not offered where its save arrived after all", async () => {
    const { server, shelf } = await loseConnection("lost");
    const { store } = await open(server, shelf);
    expect(store.get().kept).toBeNull();
    expect(shelf.kept.size).toBe(0);
  });

  it("is restored without what arrived after all", async () => {
    const first = await loseConnection("lost");
    first.server.failure = GONE();
    rename(first.store, "s1", "Look");
    await first.wait();
    const { store, saver, place, wait } = await open(first.server, first.shelf);
    expect(sayChanges(store.get().kept!.changes)).toBe("1 step changed");
    restoreKept(store, saver, place);
    await wait();
    expect(first.server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Look", "Verify", "Resolve"]);
    expect(first.server.workflow.graph.edges.map((e) => e.name)).toEqual(["Assign", "Solve"]);
  });

  it("is there once where its save arrives while one is asked", async () => {
    const first = await loseConnection();
    const { store, saver, place, wait } = await open(first.server, first.shelf);
    expect(store.get().kept).toMatchObject({ isOld: false });
    await first.saver.saveNow();
    expect(names(first.server)).toEqual(["Triage", "Verify", "Resolve"]);
    restoreKept(store, saver, place);
    await wait();
    expect(store.get().save.kind).toBe("saved");
    expect(names(first.server)).toEqual(["Triage", "Verify", "Resolve"]);
  });

  it("is one with what arrived after all also where it was drawn on since", async () => {
    const first = await loseConnection("lost");
    first.server.failure = GONE();
    rename(first.store, [...first.store.get().graph.steps.keys()].at(-1)!, "Mend");
    await first.wait();
    const { store, saver, place, wait } = await open(first.server, first.shelf);
    expect(sayChanges(store.get().kept!.changes)).toBe("1 step changed");
    restoreKept(store, saver, place);
    await wait();
    expect(names(first.server)).toEqual(["Triage", "Verify", "Mend"]);
  });

  it("is one with a save that was on its way when the page went, also where it was drawn on since", async () => {
    const { store, server, shelf, place, wait } = await open();
    const save = server.saveGraph.bind(server);
    server.saveGraph = (...what) => save(...what).then(() => new Promise(() => undefined));
    const id = addStep(store, { x: 0, y: 200 }, "step")!;
    await wait();
    rename(store, id, "Resolve");
    keepWork(store, place, NOW());
    const again = await open(Object.assign(server, { saveGraph: save }), shelf);
    restoreKept(again.store, again.saver, again.place);
    await again.wait();
    expect(names(server)).toEqual(["Triage", "Verify", "Resolve"]);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", "null"],
    ["another version", '{"version": 9}'],
    ["no graph", '{"version":1,"at":"2026-11-24T12:04:00Z","revision":1,"document":{"workflow":{}}}'],
    ["nodes that are words", '{"version":1,"at":"2026-11-24T12:04:00Z","revision":1,"document":{"workflow":{},"graph":{"nodes":["x"],"edges":[]}}}'],
  ])("is passed over and forgotten when it cannot be read: %s", async (_, text) => {
    const shelf = makeShelf();
    shelf.kept.set("tts-designer 12 3", text);
    const { store } = await open(makeServer(), shelf);
    expect(store.get().kept).toBeNull();
    expect(shelf.kept.size).toBe(0);
  });

  it("does no harm where the browser keeps nothing", async () => {
    const full = { ...makeShelf(), setItem: () => { throw new Error("quota"); } };
    const { store, server, wait } = await open(makeServer(), full);
    server.failure = new DoorClosed("offline", "The server cannot be reached.");
    addStep(store, { x: 0, y: 200 }, "step");
    await wait();
    expect(store.get().save.kind).toBe("offline");
  });
});

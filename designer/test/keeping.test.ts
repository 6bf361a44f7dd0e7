import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addStep, connect, rename, undo } from "../src/acts";
import { DoorClosed } from "../src/api";
import { dropKept, findKept, keyOf, restoreKept, sayChanges, startKeeping } from "../src/keeping";
import { openWorkflow } from "../src/loading";
import { QUIET, startSaving } from "../src/saving";
import { createStore } from "../src/store";
import { makeServer } from "./doubles";

const KEY = keyOf("12", "3");
const NOW = () => new Date("2026-11-24T12:04:00Z");

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function makeShelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

async function open(server = makeServer(), shelf = makeShelf()) {
  const store = createStore();
  const saver = startSaving(store, server, NOW);
  await openWorkflow(store, server);
  store.set({ kept: findKept(store, shelf, KEY) });
  startKeeping(store, shelf, KEY, NOW);
  return { store, server, shelf, saver, wait: () => vi.advanceTimersByTimeAsync(QUIET + 50) };
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
    const { store, wait } = await open(server, shelf);
    expect(sayChanges(store.get().kept!.changes)).toBe("1 step added");
    expect(store.get().kept!.isOld).toBe(false);
    expect([...store.get().graph.steps.values()].map((s) => s.name)).toEqual(["Triage", "Verify"]);
    restoreKept(store);
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Triage", "Verify", "Resolve"]);
    expect(shelf.kept.size).toBe(0);
    undo(store);
    expect(store.get().graph.steps.size).toBe(2);
  });

  it("is forgotten once it is saved after all", async () => {
    const { shelf, saver } = await loseConnection();
    expect(shelf.kept.size).toBe(1);
    await saver.saveNow();
    expect(shelf.kept.size).toBe(0);
  });

  it("stays on the shelf while one is asked, and goes when one says so", async () => {
    const { server, shelf } = await loseConnection();
    const { store } = await open(server, shelf);
    expect(shelf.kept.size).toBe(1);
    dropKept(store, shelf, KEY);
    expect(shelf.kept.size).toBe(0);
    expect(store.get().kept).toBeNull();
  });

  it("says when the workflow was saved since, and brings back what is gone there under new ids", async () => {
    const { server, shelf } = await loseConnection();
    const nodes = server.workflow.graph.nodes.filter((n) => n.step_id !== 2);
    server.workflow = { ...server.workflow, revision: 7, graph: { nodes, edges: [] } };
    const { store, wait } = await open(server, shelf);
    expect(store.get().kept!.isOld).toBe(true);
    restoreKept(store);
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Triage", "Verify", "Resolve"]);
    expect(server.workflow.graph.nodes.map((n) => n.step_id)).not.toContain(2);
    expect(server.workflow.graph.edges).toHaveLength(1);
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
    const { store, wait } = await open(first.server, first.shelf);
    expect(sayChanges(store.get().kept!.changes)).toBe("1 step changed");
    restoreKept(store);
    await wait();
    expect(first.server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Look", "Verify", "Resolve"]);
    expect(first.server.workflow.graph.edges.map((e) => e.name)).toEqual(["Assign", "Solve"]);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", "null"],
    ["another version", '{"version": 9}'],
    ["no graph", '{"version":1,"at":"2026-11-24T12:04:00Z","revision":1,"document":{"workflow":{}}}'],
    ["nodes that are words", '{"version":1,"at":"2026-11-24T12:04:00Z","revision":1,"document":{"workflow":{},"graph":{"nodes":["x"],"edges":[]}}}'],
  ])("is passed over and forgotten when it cannot be read: %s", async (_, text) => {
    const shelf = makeShelf();
    shelf.kept.set(KEY, text);
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

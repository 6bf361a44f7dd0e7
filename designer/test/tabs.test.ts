import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addStep, rename } from "../src/acts";
import { DoorClosed } from "../src/api";
import { dropKept, restoreKept } from "../src/keeping";
import { findLeft, keyOf } from "../src/shelf";
import type { FakeServer } from "./doubles";
import { makeServer } from "./doubles";
import { makeLocks, makeShelf, openTab } from "./tabs";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Tab = Awaited<ReturnType<typeof openTab>>;
const names = (server: FakeServer) => server.workflow.graph.nodes.map((n) => n.name);

/** Two tabs that each draw a step the server does not get. */
async function drawInBoth() {
  const [server, shelf, locks] = [makeServer(), makeShelf(), makeLocks()];
  const tabs: Tab[] = [];
  for (const name of ["Resolve", "Look again"]) {
    const tab = await openTab(server, shelf, locks);
    expect(tab.store.get().kept).toBeNull();
    server.failure = new DoorClosed("offline", "The server cannot be reached.");
    rename(tab.store, addStep(tab.store, { x: 0, y: 200 * tabs.push(tab) }, "step")!, name);
    await vi.advanceTimersByTimeAsync(900);
    expect(tab.store.get().save.kind).toBe("offline");
    server.saveGraph = () => Promise.reject(new DoorClosed("offline", "The server cannot be reached."));
  }
  return { server, shelf, locks, tabs };
}

/** Both tabs are gone; another is opened with the server there again. */
async function comeBack() {
  const { server, shelf, locks, tabs } = await drawInBoth();
  for (const tab of tabs) tab.leave();
  await vi.advanceTimersByTimeAsync(0);
  const { workflow } = server;
  vi.clearAllTimers();
  return openTab(makeServer(workflow), shelf, locks);
}

describe("unsaved work of two tabs of one person", () => {
  it("lies side by side, and is asked about one after the other, the latter once the former is saved", async () => {
    const { store, server, shelf, saver, place, wait } = await comeBack();
    expect(shelf.kept.size).toBe(2);
    restoreKept(store, saver, place);
    expect(store.get().kept).toBeNull();
    await wait();
    expect(store.get().kept).toMatchObject({ isOld: true });
    restoreKept(store, saver, place);
    await wait();
    expect([...names(server)].sort()).toEqual(["Look again", "Resolve", "Triage", "Verify"]);
    expect(store.get()).toMatchObject({ kept: null, conflict: null, save: { kind: "saved" } });
    expect(shelf.kept.size).toBe(0);
  });

  it("goes one by one where one lets it go", async () => {
    const { store, shelf, place } = await comeBack();
    dropKept(store, place);
    expect(shelf.kept.size).toBe(1);
    expect(store.get().kept).not.toBeNull();
    dropKept(store, place);
    expect(shelf.kept.size).toBe(0);
    expect(store.get().kept).toBeNull();
  });

  it("is no other tab's to ask about while its own is open", async () => {
    const { server, shelf, locks } = await drawInBoth();
    const { store } = await openTab(makeServer(server.workflow), shelf, locks);
    expect(store.get().kept).toBeNull();
    expect(shelf.kept.size).toBe(2);
  });

  it("becomes part of what the tab keeps that takes it up, where the server is away again", async () => {
    const { store, server, shelf, saver, place, wait } = await comeBack();
    server.failure = new DoorClosed("offline", "The server cannot be reached.");
    const { key } = store.get().kept!;
    restoreKept(store, saver, place);
    await wait();
    expect(shelf.kept.has(key)).toBe(false);
    expect([...shelf.kept.keys()]).toContain(place.key);
    expect(shelf.kept.size).toBe(2);
  });
});

describe("what was left", () => {
  it("is looked for under one's own name and workflow alone, also where no tab has its name on it", async () => {
    const shelf = makeShelf();
    const others = [keyOf("12", "33", "a"), keyOf("1", "3", "a"), keyOf("12", "4", "a"), "theme"];
    const mine = ["tts-designer 12 3", keyOf("12", "3", "a")];
    for (const key of [...others, ...mine, keyOf("12", "3", "own")]) shelf.setItem(key, "x");
    expect(await findLeft(shelf, keyOf("12", "3", "own"), undefined)).toEqual(mine);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rename } from "../src/acts";
import type { WireAround } from "../src/api";
import { DoorClosed } from "../src/api";
import { EMPTY_GRAPH } from "../src/graph";
import { openWorkflow } from "../src/loading";
import { isBehind, tellSaves } from "../src/telling";
import { BEAT, initialsOf, sayHere, sayLatest, sayMove, sayWho, startPresence } from "../src/presence";
import { createStore } from "../src/store";
import { makeServer } from "./doubles";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const BEN = { user_id: 7, name: "Ben Ito", since: "2026-11-24T09:12:00", is_you: false };

async function open() {
  const store = createStore();
  const server = makeServer();
  await openWorkflow(store, server);
  const page = { isShown: true, show: () => undefined as void, leave: () => undefined as void };
  const stop = startPresence(store, server, "tab-1", "3", {
    isVisible: () => page.isShown,
    onVisible: (listener) => (page.show = listener),
    onLeave: (listener) => (page.leave = listener),
  });
  await vi.advanceTimersByTimeAsync(0);
  const signs = () => server.calls.map((call) => call.door);
  const meet = (around: Partial<WireAround>) => (server.around = { ...server.around, ...around });
  return { store, server, page, stop, signs, meet, beat: () => vi.advanceTimersByTimeAsync(BEAT) };
}

describe("who is here", () => {
  it("gives a sign of life at once and every quarter of a minute, and tells who comes and goes", async () => {
    const { store, signs, meet, beat } = await open();
    expect(signs()).toEqual(["here"]);
    meet({ people: [BEN] });
    await beat();
    expect(store.get().people).toEqual([{ id: 7, name: "Ben Ito", since: BEN.since, isYou: false }]);
    expect(store.get().said.words).toBe("Ben Ito is here too, editing since 09:12");
    const heard = store.get().said.count;
    await beat();
    expect(store.get().said.count).toBe(heard);
    meet({ people: [] });
    await beat();
    expect(store.get().said.words).toBe("Ben Ito left");
  });

  it("is silent while the page is out of sight, and says so at once when it is seen again", async () => {
    const { page, signs, beat } = await open();
    page.isShown = false;
    await beat();
    await beat();
    expect(signs()).toEqual(["here"]);
    page.isShown = true;
    page.show();
    await vi.advanceTimersByTimeAsync(0);
    expect(signs()).toEqual(["here", "here"]);
  });

  it("takes its sign back on leaving, and gives none afterwards", async () => {
    const { page, stop, server, signs, beat } = await open();
    page.leave();
    expect(server.calls.at(-1)).toEqual({ door: "leave", body: "tab-1" });
    stop();
    await beat();
    expect(signs()).toEqual(["here", "leave", "leave"]);
  });

  it("knows of nobody while the server is away, and goes on asking", async () => {
    const { store, server, meet, beat } = await open();
    meet({ people: [BEN] });
    await beat();
    const answer = server.beHere.bind(server);
    server.beHere = () => Promise.reject(new DoorClosed("offline", "Away."));
    await beat();
    expect(store.get().people).toEqual([]);
    const heard = store.get().said.count;
    server.beHere = answer;
    await beat();
    expect(store.get().people).toHaveLength(1);
    expect(store.get().said.count).toBe(heard);
    meet({ people: [] });
    await beat();
    expect(store.get().said.words).toBe("Ben Ito left");
  });

  it("stops asking where it is refused, until the page is looked at again", async () => {
    const { page, server, beat } = await open();
    const answer = server.beHere.bind(server);
    let asked = 0;
    server.beHere = (tab) => {
      asked += 1;
      return asked === 1 ? Promise.reject(new DoorClosed("refused", "You are logged out.")) : answer(tab);
    };
    for (let at = 0; at < 3; at += 1) await beat();
    expect(asked).toBe(1);
    page.show();
    await beat();
    expect(asked).toBe(3);
  });

  it.each([
    [{ status: "deployed" }, "words", "This workflow was deployed meanwhile."],
    [{ status: "initialized", version: 1 }, "none", "This workflow was initialized meanwhile."],
    [{ status: "draft", revision_status: "draft" }, "all", "A revision was started meanwhile."],
  ] as const)("tells that somebody moved the workflow: %j", async (moved, editable, told) => {
    const { store, server, meet, beat } = await open();
    rename(store, "s1", "Mine");
    server.workflow = { ...server.workflow, ...moved, editable };
    meet({ revision_status: null, ...moved });
    await beat();
    expect(store.get()).toMatchObject({ facts: { editable, status: moved.status }, notice: told });
    expect(store.get().graph.steps.get("s1")!.name).toBe("Mine");
    store.set({ notice: null });
    await beat();
    expect(store.get().notice).toBeNull();
  });

  it("says each move in words", () => {
    const at = (status: string, revisionStatus: string | null = null, version: number | null = 1) => ({
      ...createStore().get().facts,
      status,
      revisionStatus,
      version,
    });
    expect(sayMove(at("initialized", "draft"), at("initialized", "deployed"))).toBe("The revision was deployed");
    expect(sayMove(at("initialized", "draft"), at("initialized"))).toBe("The revision was discarded");
    expect(sayMove(at("initialized", "deployed"), at("initialized", null, 2))).toBe("The revision was initialized");
    expect(sayMove(at("paused"), at("initialized"))).toBe("This workflow was resumed");
    expect(sayMove(at("deployed"), at("draft"))).toBe("This workflow was made a draft again");
  });

  it("tells of a save by somebody else and of one by me in another tab", async () => {
    const { store, meet, beat } = await open();
    meet({ revision: 4, changed_by_id: 7, changed_by: "Ben Ito" });
    await beat();
    const now = new Date("2026-11-24T12:04:10Z");
    expect(store.get().latest).toMatchObject({ revision: 4, isYours: false });
    expect(sayLatest(store.get().latest!, now)).toBe("Ben Ito saved a minute ago.");
    meet({ changed_by_id: 3 });
    await beat();
    expect(sayLatest(store.get().latest!, new Date("2026-11-24T12:03:30Z"))).toBe("You saved in another tab just now.");
  });

  it("says people in words and letters", () => {
    const [ben, me] = [
      { id: 7, name: "Ben Ito", since: BEN.since, isYou: false },
      { id: 3, name: "Ada", since: "never", isYou: true },
    ];
    expect(sayHere(me)).toBe("You have this open in another tab");
    expect(sayWho([ben, me])).toBe("2 are here too: Ben Ito, you in another tab");
    expect(["Ben Ito", "Ada", "Élodie de la Tour", "—"].map(initialsOf)).toEqual(["BI", "A", "ÉT", "?"]);
  });
});

describe("a later save of somebody else", () => {
  it("is said once, and again only when there is a later one still", () => {
    const store = createStore({ phase: "ready", revision: 1 });
    const now = new Date("2026-11-24T12:03:30Z");
    tellSaves(store, () => now);
    const beat = (revision: number) =>
      store.set({ latest: { revision, by: "Ben Ito", at: "2026-11-24T12:01:30Z", isYours: false } });
    beat(1);
    expect(store.get().said.count).toBe(0);
    beat(2);
    beat(2);
    expect(store.get().said).toEqual({ words: "Ben Ito saved 2 minutes ago. It can be brought in above the drawing", count: 1 });
    beat(3);
    expect(store.get().said.count).toBe(2);
    store.set({ revision: 3 });
    store.set({ revision: 1 });
    beat(3);
    expect(store.get().said.count).toBe(2);
  });

  it("is not told of one's own save while its answer is still out, nor when that was lost", () => {
    const store = createStore({ phase: "ready", revision: 1, save: { kind: "saving", sent: EMPTY_GRAPH } });
    tellSaves(store, () => new Date("2026-11-24T12:03:30Z"));
    store.set({ latest: { revision: 2, by: "Ada", at: "2026-11-24T12:03:30Z", isYours: true } });
    store.set({ save: { kind: "offline", why: "" }, unanswered: [store.get().graph] });
    expect(isBehind(store.get())).toBe(false);
    expect(store.get().said.count).toBe(0);
    store.set({ unanswered: [] });
    expect(isBehind(store.get())).toBe(true);
    expect(store.get().said.words).toBe("You saved in another tab just now. It can be brought in above the drawing");
  });

  it("is not told while one is asked to choose about it, but one later still is", () => {
    const theirs = { ...createStore().get(), graph: EMPTY_GRAPH };
    const conflict = { by: "Ben Ito", at: null, theirs, isOpen: true };
    const store = createStore({ phase: "ready", revision: 1, conflict });
    tellSaves(store, () => new Date("2026-11-24T12:03:30Z"));
    const beat = (revision: number) =>
      store.set({ latest: { revision, by: "Ben Ito", at: "2026-11-24T12:03:30Z", isYours: false } });
    beat(2);
    expect(store.get().said.count).toBe(0);
    store.set({ revision: 2, conflict: null });
    expect(store.get().said.count).toBe(0);
    beat(3);
    expect(store.get().said.words).toMatch(/^Ben Ito saved just now\./);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addStep, connect, deleteSelected, rename, runCommand, selectStep, undo } from "../src/acts";
import { DoorClosed } from "../src/api";
import { changeDetails } from "../src/edits";
import { openWorkflow } from "../src/loading";
import { QUIET, startSaving } from "../src/saving";
import { createStore } from "../src/store";
import { makeNode, makeServer } from "./doubles";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const GONE = () => new DoorClosed("offline", "The server cannot be reached.");
const RETRY = 1_100;

async function open() {
  const store = createStore();
  const server = makeServer();
  startSaving(store, server, () => new Date("2026-11-24T12:04:00Z"));
  await openWorkflow(store, server);
  const wait = (more = 0) => vi.advanceTimersByTimeAsync(QUIET + 50 + more);
  const names = () => server.workflow.graph.nodes.map((n) => n.name);
  return { store, server, wait, names };
}

/** Draws a step with a choice that leads to it, and loses the answer to its save. */
async function lose() {
  const opened = await open();
  const { store, server, wait } = opened;
  const id = addStep(store, { x: 0, y: 200 }, "step")!;
  rename(store, id, "Resolve");
  connect(store, "s1", id, undefined, "Solve");
  server.lost = GONE();
  await wait();
  expect(store.get().save.kind).toBe("offline");
  expect(server.workflow.revision).toBe(2);
  return { ...opened, id };
}

describe("a save that arrived while its answer was lost", () => {
  it("is not brought in as somebody else's, and nothing is there twice", async () => {
    const { store, server, wait, id, names } = await lose();
    await wait(RETRY);
    expect(names()).toEqual(["Triage", "Verify", "Resolve"]);
    expect(server.workflow.graph.edges.map((e) => e.name)).toEqual(["Assign", "Solve"]);
    expect(store.get()).toMatchObject({ notice: null, conflict: null, save: { kind: "saved" } });
    expect(store.get().ids.steps.get(id)).toBe(100);
    expect(store.get().history.done.at(-1)!.label).not.toMatch(/^Merge/);
  });

  it("is known again after more was drawn on it", async () => {
    const { store, wait, id, names } = await lose();
    rename(store, id, "Mend");
    await wait();
    expect(names()).toEqual(["Triage", "Verify", "Mend"]);
    expect(store.get().ids.steps.get(id)).toBe(100);
    expect(store.get().notice).toBeNull();
  });

  it("stays undone where it was undone before the next save", async () => {
    const { store, server, wait, names } = await lose();
    for (let at = 0; at < 3; at += 1) undo(store);
    await wait(RETRY);
    expect(names()).toEqual(["Triage", "Verify"]);
    expect(server.workflow.graph.edges.map((e) => e.name)).toEqual(["Assign"]);
  });

  it("is told apart from what somebody added after it", async () => {
    const { store, server, wait, names } = await lose();
    const { nodes, edges } = server.workflow.graph;
    server.workflow = { ...server.workflow, revision: 3, graph: { nodes: [...nodes, makeNode(7, "Theirs")], edges } };
    await wait(RETRY);
    expect(names()).toEqual(["Triage", "Verify", "Resolve", "Theirs"]);
    expect(store.get().notice).toMatch(/: Step “Theirs” added\.$/);
  });

  it("takes what somebody changed on it since without a question", async () => {
    const { store, server, wait } = await open();
    rename(store, "s1", "Sort");
    runCommand(store, changeDetails(store.get().graph.details, { urgent: 7200 }));
    server.lost = GONE();
    await wait();
    expect(server.calls.map((c) => c.door)).toEqual(["details"]);
    await wait(RETRY);
    expect(store.get()).toMatchObject({ notice: null, save: { kind: "saved" } });
    rename(store, "s1", "Look");
    server.lost = GONE();
    await wait();
    const { nodes, edges } = server.workflow.graph;
    const [first, ...rest] = nodes;
    const graph = { nodes: [{ ...first!, instruction: "Theirs." }, ...rest], edges };
    server.workflow = { ...server.workflow, revision: server.workflow.revision + 1, graph };
    await wait(RETRY);
    expect(store.get().conflict).toBeNull();
    expect(store.get().graph.steps.get("s1")).toMatchObject({ name: "Look", instruction: "Theirs." });
    expect(store.get().notice).toMatch(/: Step “Look”: instruction\.$/);
  });

  it("leaves a step deleted that it deleted", async () => {
    const { store, server, wait, names } = await open();
    selectStep(store, "s2");
    deleteSelected(store);
    server.lost = GONE();
    await wait();
    await wait(RETRY);
    expect(names()).toEqual(["Triage"]);
    expect(store.get()).toMatchObject({ notice: null, save: { kind: "saved" } });
  });
});

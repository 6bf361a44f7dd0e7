import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addStep, jumpTo, redo, rename, runCommand, undo } from "../src/acts";
import { DoorClosed } from "../src/api";
import { moveSteps } from "../src/edits";
import { openWorkflow } from "../src/loading";
import { moveWorkflow } from "../src/moves";
import { createStore } from "../src/store";
import { makeNode, makeServer } from "./doubles";
import { open } from "./opening";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the life cycle", () => {
  it("saves before it deploys, and then lets only words and places change", async () => {
    const { store, server, saver } = await open();
    rename(store, "s1", "Look");
    await moveWorkflow(store, server, saver, "deploy");
    expect(server.calls.map((c) => c.door)).toEqual(["graph", "deploy"]);
    expect(store.get().facts).toMatchObject({ status: "deployed", editable: "words" });
    rename(store, "s1", "Other");
    expect(store.get().graph.steps.get("s1")!.name).toBe("Look");
    expect(runCommand(store, moveSteps(store.get().graph, new Map([["s1", { x: 1, y: 1 }]])))).toBe(true);
    expect(addStep(store, { x: 0, y: 0 }, "step")).toBeNull();
  });

  it("brings in what nobody here has seen before it deploys that", async () => {
    const { store, server, saver } = await open();
    const { nodes, edges } = server.workflow.graph;
    const graph = { nodes: [...nodes, makeNode(3, "Second look")], edges };
    server.workflow = { ...server.workflow, revision: 2, changed_by: "Elena Petrova", graph };
    await moveWorkflow(store, server, saver, "deploy");
    expect(server.workflow.status).toBe("draft");
    expect(store.get().graph.steps.get("s3")!.name).toBe("Second look");
    expect(store.get().notice).toMatch(
      /^Nothing was deployed yet\. Merged with what Elena Petrova changed: Step “Second look” added\. Look at it/,
    );
    await moveWorkflow(store, server, saver, "deploy");
    expect(server.workflow.status).toBe("deployed");
  });

  it("takes back only what may still be changed, where somebody else deployed it meanwhile", async () => {
    const { store, wait } = await open();
    addStep(store, { x: 0, y: 0 }, "step");
    runCommand(store, moveSteps(store.get().graph, new Map([["s1", { x: 1, y: 1 }]])));
    await wait();
    store.set({ facts: { ...store.get().facts, status: "deployed", editable: "words" } });
    undo(store);
    expect(store.get().said.words).toBe("Undone: Move Triage");
    for (const act of [() => undo(store), () => jumpTo(store, 0)]) {
      act();
      expect(store.get().said.words).toMatch(/^A deployed workflow takes only words/);
      expect(store.get().graph.steps.size).toBe(3);
    }
    redo(store);
    expect(store.get().said.words).toBe("Done again: Move Triage");
  });

  it("lets nothing be drawn that a move on its way would leave behind, and makes that move once", async () => {
    const { store, server, saver } = await open();
    const move = server.move.bind(server);
    server.move = (...what) => new Promise((go) => setTimeout(go, 500)).then(() => move(...what));
    const moves = [1, 2].map(() => moveWorkflow(store, server, saver, "deploy"));
    await vi.advanceTimersByTimeAsync(100);
    moves.push(moveWorkflow(store, server, saver, "deploy"));
    expect(addStep(store, { x: 0, y: 0 }, "step")).toBeNull();
    expect(store.get().said.words).toBe("The workflow's state is just being changed: wait until that is done.");
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all(moves);
    expect(server.calls.map((c) => c.door)).toEqual(["deploy"]);
    expect(store.get()).toMatchObject({ moving: null, notice: expect.stringMatching(/^Deployed\./) });
  });

  it("does not move while something cannot be saved", async () => {
    const { store, server, saver } = await open();
    rename(store, "s1", "Look");
    server.failure = new DoorClosed("refused", "No.");
    await moveWorkflow(store, server, saver, "deploy");
    expect(server.calls.map((c) => c.door)).toEqual(["graph"]);
    expect(store.get().notice).toContain("save your changes first");
  });

  it("says on the page why a workflow could not be opened", async () => {
    const store = createStore();
    const server = makeServer();
    server.loadWorkflow = () => Promise.reject(new DoorClosed("refused", "This workflow is gone."));
    await openWorkflow(store, server);
    expect(store.get()).toMatchObject({ phase: "failed", failure: "This workflow is gone." });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addStep, connect, deleteSelected, jumpTo, rename, runCommand, selectStep, undo } from "../src/acts";
import { DoorClosed } from "../src/api";
import { postponeConflict, settleConflict } from "../src/conflict";
import type { Party } from "../src/merge/fields";
import type { Graph } from "../src/graph";
import type { WireGraph } from "../src/wireShapes";
import { changeDetails, moveSteps } from "../src/edits";
import { isUnsaved, QUIET } from "../src/saving";
import { makeEdge, makeNode, makeWorkflow } from "./doubles";
import { open } from "./opening";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("saving", () => {
  it("waits for a pause, then sends everything at once and learns the new ids", async () => {
    const { store, server, wait } = await open();
    const id = addStep(store, { x: 0, y: 200 }, "step")!;
    rename(store, id, "Resolve");
    connect(store, "s1", id);
    expect(store.get().save.kind).toBe("unsaved");
    expect(server.calls).toHaveLength(0);
    await wait();
    expect(server.calls.map((c) => c.door)).toEqual(["graph"]);
    expect(store.get().ids.steps.get(id)).toBe(100);
    expect(store.get().save).toMatchObject({ kind: "saved" });
    runCommand(store, moveSteps(store.get().graph, new Map([[id, { x: 5, y: 5 }]])));
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.step_id)).toEqual([1, 2, 100]);
    expect(server.workflow.revision).toBe(3);
  });

  it("makes a deleted step anew when its deletion was saved and then undone", async () => {
    const { store, server, wait } = await open();
    selectStep(store, "s2");
    deleteSelected(store);
    await wait();
    undo(store);
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.step_id)).toEqual([1, 100]);
    expect(server.workflow.graph.edges[0]).toMatchObject({ from_step_id: 1, to_step_id: 100, name: "Assign" });
    expect(isUnsaved(store.get())).toBe(false);
  });

  it("asks nothing of the server when undo leads back to what is saved", async () => {
    const { store, server, wait } = await open();
    addStep(store, { x: 0, y: 200 }, "step");
    undo(store);
    await wait();
    expect(server.calls).toEqual([]);
    expect(store.get().save.kind).toBe("saved");
  });

  it("sends details by their own door, first", async () => {
    const { store, server, wait } = await open();
    runCommand(store, changeDetails(store.get().graph.details, { urgent: 7200 }));
    addStep(store, { x: 0, y: 200 }, "step");
    await wait();
    expect(server.calls.map((c) => c.door)).toEqual(["details", "graph"]);
    expect(server.workflow.urgent_sla).toBe("02:00:00");
  });

  it("keeps everything while the server is away and tries again", async () => {
    const { store, server, wait } = await open();
    server.failure = new DoorClosed("offline", "The server cannot be reached.");
    addStep(store, { x: 0, y: 200 }, "step");
    await wait();
    expect(store.get().save.kind).toBe("offline");
    expect(isUnsaved(store.get())).toBe(true);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(store.get().save.kind).toBe("saved");
    expect(server.workflow.graph.nodes).toHaveLength(3);
  });

  /** Renames Triage while the next save is on its way. */
  function renameMeanwhile({ store, server }: Awaited<ReturnType<typeof open>>, name: string) {
    const save = server.saveGraph.bind(server);
    server.saveGraph = (sent, revision) => {
      server.saveGraph = save;
      const saved = save(sent, revision);
      rename(store, "s1", name);
      return saved;
    };
  }

  it("waits for a pause again when more was drawn while a save was on its way", async () => {
    const opened = await open();
    const { store, server, wait } = opened;
    renameMeanwhile(opened, "Second");
    rename(store, "s1", "First");
    await vi.advanceTimersByTimeAsync(QUIET);
    expect(server.calls).toHaveLength(1);
    expect(store.get().save.kind).toBe("unsaved");
    await wait();
    expect(server.workflow.graph.nodes[0]!.name).toBe("Second");
    expect(store.get().save.kind).toBe("saved");
  });

  it("saves at once what was drawn meanwhile where the answer is waited for, however often somebody is faster", async () => {
    const { store, server, saver } = await open();
    const save = server.saveGraph.bind(server);
    let rounds = 0;
    server.saveGraph = (sent, revision) => {
      rounds += 1;
      const isOvertaken = rounds % 2 === 1;
      if (isOvertaken) server.workflow = { ...server.workflow, revision: server.workflow.revision + 1 };
      else if (rounds < 16) rename(store, "s1", `Round ${rounds}`);
      return save(sent, revision);
    };
    rename(store, "s1", "First");
    expect(await saver.saveNow()).toBe(true);
    expect(rounds).toBe(16);
    expect(server.workflow.graph.nodes[0]!.name).toBe("Round 14");
  });

  it("says why a save was refused and shows the reasons", async () => {
    const { store, server, wait } = await open();
    const problems = [{ code: "WF130", severity: "error" as const, sentence: "A name is blank.", step_ids: [1] }];
    server.failure = new DoorClosed("refused", "The graph was not saved.", { problems });
    addStep(store, { x: 0, y: 200 }, "step");
    await wait();
    expect(store.get().save).toEqual({ kind: "refused", why: "The graph was not saved.", isJudged: true });
    expect(store.get().problems[0]).toMatchObject({ code: "WF130", steps: ["s1"] });
  });
});

describe("two people at once", () => {
  /** I rename Triage while Elena saves a graph of her own. */
  async function meet(graph: WireGraph, name = "Mine") {
    const opened = await open();
    const { store, server, wait } = opened;
    server.workflow = { ...server.workflow, revision: 2, graph };
    rename(store, "s1", name);
    await wait();
    return opened;
  }
  const clash = () => meet({ nodes: [makeNode(1, "Sort", { is_start: true })], edges: [] });
  const names = (graph: Graph) => [...graph.steps.values()].map((s) => s.name);
  const NAMES = "step s1 name";

  it("merges what does not clash, saves it and tells whose it was", async () => {
    const workflow = makeWorkflow();
    const { store, server } = await meet({
      nodes: [...workflow.graph.nodes, makeNode(3, "Second look")],
      edges: workflow.graph.edges,
    });
    expect(store.get()).toMatchObject({ conflict: null, save: { kind: "saved" } });
    expect(store.get().notice).toMatch(/^Merged with what Elena Petrova changed at \d\d:\d\d: Step “Second look” added\.$/);
    expect(server.workflow.graph.nodes.map((n) => [n.step_id, n.name])).toEqual([
      [1, "Mine"],
      [2, "Verify"],
      [3, "Second look"],
    ]);
    expect(store.get().history.done.map((e) => e.label)).toEqual([
      "Rename Triage",
      "Merge with what Elena Petrova saved",
    ]);
    undo(store);
    expect(names(store.get().graph)).toEqual(["Mine", "Verify"]);
  });

  it("undoes a step of mine together with what somebody led to it meanwhile", async () => {
    const { store, server, wait } = await open();
    const id = addStep(store, { x: 0, y: 200 }, "step")!;
    await wait();
    const { nodes, edges } = server.workflow.graph;
    server.workflow = {
      ...server.workflow,
      revision: 3,
      graph: { nodes, edges: [...edges, makeEdge(7, 1, store.get().ids.steps.get(id)!, "Skip")] },
    };
    rename(store, "s1", "Mine");
    await wait();
    expect(store.get().graph.transitions.has("t7")).toBe(true);
    jumpTo(store, 0);
    await wait();
    expect(store.get()).toMatchObject({ save: { kind: "saved" } });
    expect(server.workflow.graph.edges.map((e) => e.name)).toEqual(["Assign"]);
  });

  it("asks where both changed the same, and saves nothing until one chose", async () => {
    const { store, wait, server } = await clash();
    expect(store.get().conflict).toMatchObject({ by: "Elena Petrova", isOpen: true });
    rename(store, "s1", "Still mine");
    await wait();
    expect(server.calls).toHaveLength(1);
  });

  it("keeps what was typed when the choice is left for later, and asks again on saving", async () => {
    const { store, saver, server } = await clash();
    postponeConflict(store);
    expect(store.get()).toMatchObject({ conflict: { isOpen: false }, save: { kind: "conflict" } });
    expect(names(store.get().graph)).toEqual(["Mine", "Verify"]);
    expect(await saver.saveNow()).toBe(false);
    expect(store.get().conflict?.isOpen).toBe(true);
    expect(server.calls).toHaveLength(1);
  });

  it.each<[Party, string, RegExp]>([
    ["mine", "Mine", /: Step “Verify” removed; Transition/],
    ["theirs", "Sort", /: Step “Triage”: name; Step “Verify” removed/],
  ])("saves %s where it was chosen, with what else they changed, and one undo brings mine back", async (party, name, told) => {
    const { store, server, saver, wait } = await clash();
    await settleConflict(store, saver, new Map([[NAMES, party]]));
    expect(store.get().save.kind).toBe("saved");
    expect(server.workflow.graph.nodes.map((n) => n.name)).toEqual([name]);
    expect(store.get().notice).toMatch(told);
    undo(store);
    expect(names(store.get().graph)).toEqual(["Mine", "Verify"]);
    await wait();
    expect(server.workflow.graph.nodes.map((n) => [n.step_id, n.name])).toEqual([
      [1, "Mine"],
      [100, "Verify"],
    ]);
  });

  it("takes the order of choices that somebody else changed, and one undo brings mine back", async () => {
    const edges = [makeEdge(1, 1, 2, "Assign"), makeEdge(2, 1, 2, "Refuse"), makeEdge(3, 1, 2, "Ask")];
    const { nodes } = makeWorkflow().graph;
    const { store, server, wait } = await open(makeWorkflow({ graph: { nodes, edges } }));
    const order = () => server.workflow.graph.edges.map((e) => e.name);
    server.workflow = { ...server.workflow, revision: 2, graph: { nodes, edges: [edges[2]!, edges[0]!, edges[1]!] } };
    rename(store, "s1", "Mine");
    connect(store, "s2", "s1", undefined, "Back");
    await wait();
    expect(order()).toEqual(["Ask", "Assign", "Refuse", "Back"]);
    expect(server.workflow.graph.nodes[0]!.name).toBe("Mine");
    expect(store.get().notice).toMatch(/: The choices are in another order\.$/);
    undo(store);
    await wait();
    expect(order()).toEqual(["Assign", "Refuse", "Ask", "Back"]);
  });

  it("keeps what somebody saved right after mine, which was answered without the graph", async () => {
    const { store, server, wait } = await open();
    const save = server.saveGraph.bind(server);
    server.saveGraph = async (sent, revision) => {
      const { revision: mine, temp_id_mapping, edge_id_mapping } = await save(sent, revision);
      const { nodes, edges } = server.workflow.graph;
      server.workflow = { ...server.workflow, revision: 3, graph: { nodes: [...nodes, makeNode(9, "Theirs")], edges } };
      server.saveGraph = save;
      return { revision: mine, temp_id_mapping: temp_id_mapping!, edge_id_mapping: edge_id_mapping! };
    };
    const id = addStep(store, { x: 0, y: 200 }, "step")!;
    await wait();
    expect(store.get().ids.steps.get(id)).toBe(100);
    rename(store, id, "Mine");
    await wait();
    expect(server.workflow.graph.nodes.map((n) => n.name)).toEqual(["Triage", "Verify", "Mine", "Theirs"]);
  });

  it("brings in what somebody saved before anything is saved here", async () => {
    const { store, server, saver } = await open();
    const { nodes, edges } = server.workflow.graph;
    server.workflow = { ...server.workflow, revision: 2, graph: { nodes: [...nodes, makeNode(3, "New")], edges } };
    expect(await saver.bringIn({ changed_by: "Elena Petrova", changed_at: null })).toBe(true);
    expect(names(store.get().graph)).toEqual(["Triage", "Verify", "New"]);
    expect(store.get()).toMatchObject({ revision: 2, save: { kind: "saved" } });
    expect(server.calls).toEqual([]);
  });

  it("keeps mine and tries again when what they saved cannot be fetched", async () => {
    const { store, server, wait } = await open();
    const load = server.loadWorkflow.bind(server);
    server.loadWorkflow = () => Promise.reject(new DoorClosed("offline", "The server cannot be reached."));
    server.workflow = { ...server.workflow, revision: 2 };
    rename(store, "s1", "Mine");
    await wait();
    expect(store.get().save.kind).toBe("offline");
    server.loadWorkflow = load;
    await vi.advanceTimersByTimeAsync(1_100);
    expect(store.get().save.kind).toBe("saved");
    expect(server.workflow.graph.nodes[0]).toMatchObject({ step_id: 1, name: "Mine" });
  });
});

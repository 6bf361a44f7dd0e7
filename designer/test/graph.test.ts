import { describe, expect, it } from "vitest";
import { compareGraphs, rebaseChanges, sameGraph } from "../src/diff";
import {
  addStep,
  changeStep,
  connectSteps,
  deleteElements,
  markStart,
  moveChoice,
  moveSteps,
  Refusal,
  uniqueName,
} from "../src/edits";
import { applyChanges, EMPTY_GRAPH, invertChanges } from "../src/graph";
import type { Graph } from "../src/graph";
import { readGraph, writeGraph } from "../src/wire";
import { documentOf } from "../src/loading";
import { makeEdge, makeNode, makeWorkflow } from "./doubles";

const NO_SIDES = { fromSide: null, toSide: null };
const seed = (): { graph: Graph; ids: ReturnType<typeof readGraph>["ids"] } => readGraph(documentOf(makeWorkflow()));

describe("commands", () => {
  it("gives the first step the whole share and the next one what is left", () => {
    const first = addStep(EMPTY_GRAPH, { x: 0, y: 0 }, "start");
    const graph = applyChanges(EMPTY_GRAPH, first.command.changes);
    expect(first.step).toMatchObject({ weight: "1", isStart: true, name: "New start" });
    expect(addStep(graph, { x: 0, y: 0 }, "step").step).toMatchObject({ weight: "0", order: 1 });
  });

  it("keeps one start: a new one takes the flag over, and undo gives it back", () => {
    const { graph } = seed();
    const command = markStart(graph, graph.steps.get("s2")!, true);
    const after = applyChanges(graph, command.changes);
    expect([...after.steps.values()].filter((s) => s.isStart).map((s) => s.name)).toEqual(["Verify"]);
    expect(sameGraph(applyChanges(after, invertChanges(command.changes)), graph)).toBe(true);
  });

  it("deletes a step with its transitions and brings all back in their order", () => {
    const workflow = makeWorkflow();
    workflow.graph.edges.push(makeEdge(2, 2, 1, "Back"), makeEdge(3, 1, 2, "Skip"));
    const { graph } = readGraph(documentOf(workflow));
    const command = deleteElements(graph, new Set(["s2"]), new Set());
    expect(command.label).toBe("Delete Verify and 3 transitions");
    const after = applyChanges(graph, command.changes);
    expect([after.steps.size, after.transitions.size]).toEqual([1, 0]);
    const back = applyChanges(after, invertChanges(command.changes));
    expect([...back.transitions.keys()]).toEqual(["t1", "t2", "t3"]);
    expect(sameGraph(back, graph)).toBe(true);
  });

  it("puts one deleted transition back between the others", () => {
    const workflow = makeWorkflow();
    workflow.graph.edges.push(makeEdge(2, 2, 1, "Back"), makeEdge(3, 1, 2, "Skip"));
    const { graph } = readGraph(documentOf(workflow));
    const { changes } = deleteElements(graph, new Set(), new Set(["t1", "t2"]));
    const back = applyChanges(applyChanges(graph, changes), invertChanges(changes));
    expect([...back.transitions.keys()]).toEqual(["t1", "t2", "t3"]);
  });

  it("lets a choice change places with its neighbour, among the others of its step, and back", () => {
    const workflow = makeWorkflow();
    workflow.graph.edges.push(makeEdge(2, 2, 1, "Back"), makeEdge(3, 1, 2, "Skip"), makeEdge(4, 1, 2, "Ask"));
    const { graph } = readGraph(documentOf(workflow));
    const order = (of: Graph) => [...of.transitions.keys()].join(" ");
    const down = moveChoice(graph, graph.transitions.get("t1")!, 1);
    const after = applyChanges(graph, down.changes);
    expect([down.label, order(after)]).toEqual([`Put ${graph.transitions.get("t1")!.name} after Skip`, "t3 t2 t1 t4"]);
    expect(order(applyChanges(after, invertChanges(down.changes)))).toBe("t1 t2 t3 t4");
    const up = moveChoice(after, after.transitions.get("t4")!, -1);
    expect(order(applyChanges(after, up.changes))).toBe("t3 t2 t4 t1");
    expect(moveChoice(graph, graph.transitions.get("t1")!, -1).changes).toEqual([]);
    expect(moveChoice(graph, graph.transitions.get("t2")!, 1).changes).toEqual([]);
  });

  it("names a new choice so that no other choice of the step is called alike", () => {
    const { graph } = seed();
    const first = connectSteps(graph, "s1", "s2", false, NO_SIDES);
    const next = connectSteps(applyChanges(graph, first.command.changes), "s1", "s2", false, NO_SIDES);
    expect([first.transition.name, next.transition.name]).toEqual(["To Verify", "To Verify 2"]);
    expect(uniqueName("assign", ["Assign ", "ASSIGN 2"])).toBe("assign 3");
  });

  it("refuses a transition from a step to itself, in a sentence", () => {
    const { graph } = seed();
    expect(() => connectSteps(graph, "s1", "s1", false, NO_SIDES)).toThrow(Refusal);
  });

  it("says what moved, and nothing when nothing did", () => {
    const { graph } = seed();
    expect(moveSteps(graph, new Map([["s1", { x: 5, y: 6 }]])).label).toBe("Move Triage");
    expect(moveSteps(graph, new Map([["s1", { x: 280, y: 0 }]])).changes).toEqual([]);
    expect(changeStep(graph.steps.get("s1")!, { name: "Look" }).label).toBe("Rename Triage");
  });
});

describe("the wire", () => {
  it("writes what it read", () => {
    const workflow = makeWorkflow();
    workflow.graph.edges[0]!.design = { sourceHandle: "bottom", targetHandle: "top" };
    const { graph, ids } = readGraph(documentOf(workflow));
    expect(writeGraph(graph, ids)).toEqual(workflow.graph);
  });

  it("sends elements the server does not have with their key as temp_id", () => {
    const { graph, ids } = seed();
    const { command, step } = addStep(graph, { x: 10.4, y: 20 }, "end");
    const grown = applyChanges(graph, command.changes);
    const joined = connectSteps(grown, "s1", step.id, false, NO_SIDES);
    const wire = writeGraph(applyChanges(grown, joined.command.changes), ids);
    expect(wire.nodes[2]).toMatchObject({ temp_id: step.id, is_end: true });
    expect(wire.nodes[2]).not.toHaveProperty("step_id");
    expect(wire.edges[1]).toMatchObject({ temp_id: joined.transition.id, from_step_id: 1, to_temp_id: step.id });
  });

  it("sends a share that is no number as it was typed, for the server to say so", () => {
    const { graph, ids } = seed();
    const command = changeStep(graph.steps.get("s1")!, { weight: "a lot" });
    expect(writeGraph(applyChanges(graph, command.changes), ids).nodes[0]!.weight).toBe("a lot");
  });

  it("survives ids like __proto__ and places that are no numbers", () => {
    const node = { ...makeNode(1, "x"), temp_id: "__proto__", design: { x: Number.NaN, y: "high" } };
    delete node.step_id;
    const { graph } = readGraph({ workflow: {}, graph: { nodes: [node], edges: [] } });
    expect(graph.steps.get("__proto__")).toMatchObject({ name: "x", x: 0, y: 0 });
  });
});

describe("differences", () => {
  it("lead from one graph to the other and back", () => {
    const { graph } = seed();
    const added = addStep(graph, { x: 1, y: 2 }, "step");
    const other = applyChanges(graph, [
      ...added.command.changes,
      ...deleteElements(graph, new Set(["s2"]), new Set()).changes,
    ]);
    const changes = compareGraphs(graph, other);
    expect(sameGraph(applyChanges(graph, changes), other)).toBe(true);
    expect(sameGraph(applyChanges(other, invertChanges(changes)), graph)).toBe(true);
  });

  it("fit a graph that went on: what is gone is left out, what holds now is remembered", () => {
    const { graph } = seed();
    const changes = compareGraphs(
      graph,
      applyChanges(graph, changeStep(graph.steps.get("s1")!, { name: "Look" }).changes),
    );
    const now = applyChanges(graph, changeStep(graph.steps.get("s1")!, { name: "Sort" }).changes);
    expect(rebaseChanges(changes, now)).toEqual([
      { on: "step-fields", id: "s1", before: { name: "Sort" }, after: { name: "Look" } },
    ]);
    const gone = applyChanges(graph, deleteElements(graph, new Set(["s1"]), new Set()).changes);
    expect(rebaseChanges(changes, gone)).toEqual([]);
  });
});

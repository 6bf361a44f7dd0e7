import { describe, expect, it } from "vitest";
import { arrangeSteps } from "../src/arrange";
import { findSteps } from "../src/finding";
import type { Graph } from "../src/graph";
import { applyChanges, invertChanges } from "../src/graph";
import { addNextStep, insertNewStep, insertStep, isLoose, makeRoom } from "../src/insert";
import { documentOf } from "../src/loading";
import { snapToLines } from "../src/snapping";
import { readGraph } from "../src/wire";
import { makeEdge, makeNode, makeWorkflow } from "./doubles";

function draw(places: readonly (readonly [number, number])[], edges: readonly (readonly [number, number])[] = []): Graph {
  const nodes = places.map(([x, y], at) => makeNode(at + 1, `Step ${at + 1}`, { design: { x, y } }));
  const lines = edges.map(([from, to], at) => makeEdge(at + 1, from, to, `Choice ${at + 1}`));
  return readGraph(documentOf(makeWorkflow({ graph: { nodes, edges: lines } }))).graph;
}
const placesOf = (graph: Graph) => [...graph.steps.values()].map((s) => [s.x, s.y]);
const ALL = new Set(["s1", "s2", "s3"]);

describe("steps in line", () => {
  const graph = draw([[0, 0], [310, 40], [500, 100]]);
  const arranged = (way: Parameters<typeof arrangeSteps>[2]) => {
    const command = arrangeSteps(graph, ALL, way);
    const after = applyChanges(graph, command.changes);
    expect(applyChanges(after, invertChanges(command.changes))).toEqual(graph);
    return placesOf(after);
  };

  it("stand at the first, the last or between", () => {
    expect(arranged("left").map(([x]) => x)).toEqual([0, 0, 0]);
    expect(arranged("right").map(([x]) => x)).toEqual([500, 500, 500]);
    expect(arranged("middle").map(([x]) => x)).toEqual([250, 250, 250]);
    expect(arranged("top").map(([, y]) => y)).toEqual([0, 0, 0]);
    expect(arranged("centre").map(([, y]) => y)).toEqual([50, 50, 50]);
    expect(arranged("bottom").map(([, y]) => y)).toEqual([100, 100, 100]);
  });

  it("are spread evenly between the outer two, which stay", () => {
    expect(arranged("across").map(([x]) => x)).toEqual([0, 250, 500]);
    expect(arranged("down").map(([, y]) => y)).toEqual([0, 50, 100]);
  });

  it("change nothing when they stand so already", () => {
    expect(arrangeSteps(draw([[0, 0], [0, 90], [0, 180]]), ALL, "left").changes).toEqual([]);
  });
});

describe("lines while dragging", () => {
  const graph = draw([[0, 0], [300, 200]]);

  it("catch a step that comes near, and say where", () => {
    const { places, lines } = snapToLines(graph.steps, new Map([["s2", { x: 5, y: 196 }]]));
    expect(places.get("s2")).toEqual({ x: 0, y: 196 });
    expect(lines).toEqual({ x: 0, y: null });
  });

  it("carry all that is dragged along, and never catch on what is dragged itself", () => {
    const held = new Map([["s1", { x: 4, y: 3 }], ["s2", { x: 304, y: 203 }]]);
    expect(snapToLines(graph.steps, held)).toEqual({ places: held, lines: { x: null, y: null } });
  });
});

describe("a step put on a transition", () => {
  const graph = draw([[0, 0], [280, 0], [560, 0], [0, 300]], [[1, 2], [2, 3]]);

  it("takes the choice and leads on, what lies beyond makes room, and one undo takes it all back", () => {
    const room = makeRoom(graph, graph.transitions.get("t1")!);
    const { command, step } = insertNewStep(graph, room.place, "t1", room);
    const after = applyChanges(graph, command.changes);
    expect(after.transitions.get("t1")!.to).toBe(step.id);
    expect([...after.transitions.values()].filter((t) => t.from === step.id).map((t) => t.to)).toEqual(["s2"]);
    expect(placesOf(after)).toEqual([[0, 0], [560, 0], [840, 0], [0, 300], [280, 0]]);
    expect(applyChanges(after, invertChanges(command.changes))).toEqual(graph);
  });

  it("may be one that was there, as long as nothing leads to or from it", () => {
    expect([isLoose(graph, "s4"), isLoose(graph, "s2")]).toEqual([true, false]);
    const { command } = insertStep(graph, graph.steps.get("s4")!, graph.transitions.get("t2")!);
    const after = applyChanges(graph, command.changes);
    expect(after.transitions.get("t2")!.to).toBe("s4");
    expect(isLoose(after, "s4")).toBe(false);
  });

  it("moves nothing where there is room", () => {
    const wide = draw([[0, 0], [700, 0]], [[1, 2]]);
    expect(makeRoom(wide, wide.transitions.get("t1")!)).toEqual({ place: { x: 350, y: 0 }, moves: new Map() });
  });
});

describe("a step drawn into the empty", () => {
  it("comes with the transition that leads to it, as one act, under a name no other choice has", () => {
    const graph = draw([[0, 0]]);
    const first = addNextStep(graph, "s1", { x: 280, y: 0 }, "right");
    const once = applyChanges(graph, first.command.changes);
    const second = addNextStep(once, "s1", { x: 280, y: 150 }, "bottom");
    const twice = applyChanges(once, second.command.changes);
    expect([...twice.transitions.values()].map((t) => [t.name, t.to, t.fromSide])).toEqual([
      ["Next", first.step.id, "right"],
      ["Next 2", second.step.id, "bottom"],
    ]);
    expect(applyChanges(twice, invertChanges(second.command.changes))).toEqual(once);
  });
});

describe("finding", () => {
  const graph = draw([[0, 0], [300, 0], [600, 0]]);
  const steps = [...graph.steps.values()].map((s, at) => ({ ...s, name: ["Prüfung", "Agent review", "Ship"][at]! }));
  const roles = new Map([[2, "Agent"]]);
  const found = (typed: string) => findSteps(steps, roles, typed).map((s) => s.name);

  it("takes every word, in any case and without its accents, names before roles", () => {
    expect(found("PRUF")).toEqual(["Prüfung"]);
    expect(found("agent")).toEqual(["Agent review", "Prüfung", "Ship"]);
    expect(found("ship agent")).toEqual(["Ship"]);
    expect(found("nowhere")).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { askLayout } from "../src/canvas/layout";
import { placeLayers } from "../src/canvas/placeLayers";
import { placeSteps } from "../src/canvas/placeSteps";
import { documentOf } from "../src/loading";
import { findLanes, findWaysBack, sidesOf } from "../src/shape";
import { readGraph } from "../src/wire";
import { makeEdge, makeNode, makeWorkflow } from "./doubles";

function looped() {
  const workflow = makeWorkflow();
  workflow.graph.edges.push(makeEdge(2, 2, 1, "Send back"));
  return readGraph(documentOf(workflow)).graph;
}

describe("the shape", () => {
  it("knows the ways back: a loop's last transition, seen from the start", () => {
    expect([...findWaysBack(looped())]).toEqual(["t2"]);
  });

  it("walks a chain of 2,000 steps without running out of room", () => {
    const nodes = Array.from({ length: 2000 }, (_, i) => makeNode(i + 1, `S${i}`, { is_start: i === 0 }));
    const edges = nodes.slice(1).map((_, i) => makeEdge(i + 1, i + 1, i + 2, "on"));
    edges.push(makeEdge(5000, 2000, 1, "again"));
    const { graph } = readGraph({ workflow: {}, graph: { nodes, edges } });
    expect([...findWaysBack(graph)]).toEqual(["t5000"]);
  });

  it("draws there and back in lanes of their own", () => {
    const lanes = findLanes([
      { id: "a", from: "1", to: "2", fromSide: "bottom", toSide: "top" },
      { id: "b", from: "2", to: "1", fromSide: "top", toSide: "bottom" },
      { id: "c", from: "2", to: "3", fromSide: "right", toSide: "left" },
    ]);
    expect([...lanes]).toEqual([
      ["a", -0.5],
      ["b", 0.5],
      ["c", 0],
    ]);
  });

  it("gives what leads down the lane before what leads up, whichever was drawn first", () => {
    const lanes = findLanes([
      { id: "back", from: "2", to: "1", fromSide: "top", toSide: "bottom" },
      { id: "there", from: "1", to: "2", fromSide: "bottom", toSide: "top" },
    ]);
    expect(Object.fromEntries(lanes)).toEqual({ there: -0.5, back: 0.5 });
  });

  it("keeps the sides a transition was drawn with, and else takes the nearest", () => {
    const graph = looped();
    const [a, b] = [graph.steps.get("s1")!, graph.steps.get("s2")!];
    const there = graph.transitions.get("t1")!;
    expect(sidesOf(there, a, b, false)).toEqual({ fromSide: "right", toSide: "left" });
    expect(sidesOf({ ...there, fromSide: "top" }, a, b, false)).toEqual({ fromSide: "top", toSide: "left" });
    expect(sidesOf(graph.transitions.get("t2")!, b, a, true)).toEqual({ fromSide: "bottom", toSide: "bottom" });
  });

  it("lays steps out from left to right, loops or not, none on top of another", () => {
    const places = new Map(placeSteps(askLayout(looped(), "LR")));
    expect(places.get("s1")!.x + 184).toBeLessThan(places.get("s2")!.x);
    expect(places.get("s1")!.x % 10).toBe(0);
  });

  it("lays out plainly what is too deep, in layers of the longest way", () => {
    const steps = ["a", "b", "c", "d"];
    const transitions = [
      ["a", "b"],
      ["a", "c"],
      ["b", "d"],
      ["c", "d"],
      ["a", "d"],
    ].map(([from, to]) => ({ from: from!, to: to!, label: "" }));
    const places = new Map(placeLayers({ steps, transitions, direction: "LR" }));
    expect(places.get("b")!.x).toBe(places.get("c")!.x);
    expect(places.get("d")!.x).toBeGreaterThan(places.get("c")!.x);
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
  });
});

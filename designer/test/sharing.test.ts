import { describe, expect, it } from "vitest";
import type { Graph } from "../src/graph";
import { applyChanges, invertChanges } from "../src/graph";
import { documentOf } from "../src/loading";
import { findHeaviest, findLightest, joinRoute, sayRoute } from "../src/routes";
import { giveShares, moveShare, shareAlike, shareRest, sharingSteps } from "../src/sharing";
import { sumWeights } from "../src/shares";
import { readGraph } from "../src/wire";
import { makeEdge, makeNode, makeWorkflow } from "./doubles";

function draw(weights: readonly (number | string)[], edges: readonly (readonly [number, number])[] = [], ends = [weights.length]): Graph {
  const nodes = weights.map((weight, at) =>
    makeNode(at + 1, `Step ${at + 1}`, { weight, is_start: at === 0, is_end: ends.includes(at + 1) }),
  );
  const lines = edges.map(([from, to], at) => makeEdge(at + 1, from, to, `Choice ${at + 1}`));
  return readGraph(documentOf(makeWorkflow({ graph: { nodes, edges: lines } }))).graph;
}
const steps = (weights: readonly (number | string)[]) => sharingSteps(draw(weights));
const total = (parts: ReadonlyMap<string, number>) => [...parts.values()].reduce((a, b) => a + b, 0);

describe("a slider that keeps the sum", () => {
  it("takes from the others in proportion and gives back to them", () => {
    expect([...moveShare(steps([0.2, 0.6, 0.2]), "s1", 6_000).values()]).toEqual([6_000, 3_000, 1_000]);
    expect([...moveShare(steps([0.6, 0.3, 0.1]), "s1", 2_000).values()]).toEqual([2_000, 6_000, 2_000]);
  });

  it("adds up to the whole exactly, whatever the shares and wherever it is pushed", () => {
    for (let seed = 1; seed < 300; seed += 1) {
      const weights = Array.from({ length: 1 + (seed % 9) }, (_, at) => ((seed * 7919 * (at + 1)) % 10_001) / 10_000);
      const moved = moveShare(steps(weights), "s1", (seed * 104_729) % 12_000);
      expect(total(moved)).toBe(10_000);
      expect(Math.min(...moved.values())).toBeGreaterThanOrEqual(0);
    }
  });

  it("gives all to a step that is alone, and evenly to others that have none", () => {
    expect([...moveShare(steps([0.2]), "s1", 100).values()]).toEqual([10_000]);
    expect([...moveShare(steps([1, 0, 0]), "s1", 9_000).values()]).toEqual([9_000, 500, 500]);
  });

  it("leaves steps alone that pause the clock", () => {
    const graph = draw([0.5, 0.5, 0]);
    const paused = { ...graph, steps: new Map(graph.steps).set("s3", { ...graph.steps.get("s3")!, pausesClock: true }) };
    expect([...moveShare(sharingSteps(paused), "s1", 1_000).keys()]).toEqual(["s1", "s2"]);
  });
});

describe("sharing the rest", () => {
  it("goes to the steps without a share, else to all in proportion", () => {
    expect([...shareRest(steps([0.4, 0, 0])).values()]).toEqual([3_000, 3_000]);
    expect([...shareRest(steps([0.2, 0.3])).values()]).toEqual([4_000, 6_000]);
  });

  it("takes back what is too much", () => {
    expect([...shareRest(steps([1, 1, 0])).values()]).toEqual([5_000, 5_000, 0]);
  });

  it("is one command that adds up, and one undo", () => {
    const graph = draw([0.1, 0.1, 0.1]);
    const command = giveShares(graph, shareAlike(sharingSteps(graph)), "Share alike");
    const after = applyChanges(graph, command.changes);
    expect(sumWeights(after.steps.values())).toBe(10_000);
    expect(applyChanges(after, invertChanges(command.changes))).toEqual(graph);
  });

  it("replaces what was typed and is no share", () => {
    expect([...shareRest(steps(["a third", 0.5])).values()]).toEqual([5_000]);
    const graph = draw(["a third", 0.5]);
    const after = applyChanges(graph, giveShares(graph, shareRest(sharingSteps(graph)), "x").changes);
    expect([...after.steps.values()].map((s) => s.weight)).toEqual(["0.5", "0.5"]);
  });
});

describe("routes", () => {
  const graph = draw([0.1, 0.5, 0.2, 0.1, 0.1], [[1, 2], [1, 3], [2, 4], [3, 4], [4, 5]]);

  it("are the one that uses most and the one that uses least", () => {
    expect(findHeaviest(graph)).toEqual({ steps: ["s1", "s2", "s4", "s5"], parts: 8_000 });
    expect(findLightest(graph)).toEqual({ steps: ["s1", "s3", "s4", "s5"], parts: 5_000 });
  });

  it("count a step once however often a ticket comes by", () => {
    const looped = draw([0.2, 0.3, 0.5], [[1, 2], [2, 1], [2, 3]]);
    expect(findHeaviest(looped)!.parts).toBe(10_000);
    expect(findLightest(looped)!.steps).toEqual(["s1", "s2", "s3"]);
  });

  it("end at the end that matters: the light one may stop early", () => {
    const early = draw([0.2, 0.3, 0.5], [[1, 2], [2, 3]], [2, 3]);
    expect(findLightest(early)).toEqual({ steps: ["s1", "s2"], parts: 5_000 });
    expect(findHeaviest(early)!.parts).toBe(10_000);
  });

  it("are none where no end can be reached", () => {
    expect([findHeaviest(draw([0.5, 0.5])), findLightest(draw([0.5, 0.5]))]).toEqual([null, null]);
  });

  it("come with the transitions between their steps", () => {
    expect(joinRoute(graph, findLightest(graph)!)).toEqual(["s1", "s3", "s4", "s5", "t2", "t4", "t5"]);
  });

  it("join steps that go round in circles by the ways between them, and say an arrow only where one leads on", () => {
    const round = draw([0.2, 0.3, 0.1, 0.4], [[1, 2], [2, 3], [3, 2], [2, 4], [4, 2]], [4]);
    const heaviest = findHeaviest(round)!;
    expect(heaviest.steps).toEqual(["s1", "s2", "s3", "s4"]);
    expect(joinRoute(round, heaviest)).toEqual(["s1", "s2", "s3", "s4", "t1", "t2", "t3", "t4"]);
    expect(sayRoute(round, heaviest)).toBe("Step 1 → Step 2 → Step 3, Step 4");
  });

  it("are found in a chain of 2,000 steps without running out of stack", () => {
    const chain = draw(Array(2_000).fill(0), Array.from({ length: 1_999 }, (_, at) => [at + 1, at + 2] as const));
    expect(findHeaviest(chain)!.steps).toHaveLength(2_000);
    expect(findLightest(chain)!.steps).toHaveLength(2_000);
  });
});

import { describe, expect, it } from "vitest";
import { deleteElements } from "../src/edits";
import type { Graph, Step, Transition } from "../src/graph";
import { applyChanges, EMPTY_DETAILS } from "../src/graph";
import { compareGraphs, sameGraph } from "../src/diff";
import { mergeGraphs } from "../src/merge/merge";
import { sayAllChanges, sayClash, sayFew } from "../src/merge/words";
import { makeChance, makeEdited, makeGraph } from "./graphs";

const start = makeGraph(["Triage", "Resolve", "Verify"], [["Assign", 0, 1], ["Done", 1, 2]]);
const change = (graph: Graph, id: string, fields: Partial<Step>): Graph => ({
  ...graph,
  steps: new Map(graph.steps).set(id, { ...graph.steps.get(id)!, ...fields }),
});
const lead = (graph: Graph, id: string, fields: Partial<Transition>): Graph => ({
  ...graph,
  transitions: new Map(graph.transitions).set(id, { ...graph.transitions.get(id)!, ...fields, id }),
});
const without = (graph: Graph, id: string): Graph =>
  applyChanges(graph, deleteElements(graph, new Set([id]), new Set([id])).changes);
const keysOf = (mine: Graph, theirs: Graph) => mergeGraphs(start, mine, theirs).clashes.map((c) => c.key);
const say = (mine: Graph, theirs: Graph) =>
  mergeGraphs(start, mine, theirs).clashes.map((clash) =>
    sayClash(clash, { base: start, mine, theirs, roles: [{ role_id: 4, name: "Manager" }] }),
  );

describe("merging", () => {
  it("takes different fields of one step from either side", () => {
    const mine = change(start, "s1", { instruction: "Ring first." });
    const { graph, clashes } = mergeGraphs(start, mine, change(start, "s1", { roleId: 4 }));
    expect(clashes).toEqual([]);
    expect(graph.steps.get("s1")).toMatchObject({ instruction: "Ring first.", roleId: 4 });
  });

  it("asks about a field both changed, and follows the choice", () => {
    const [mine, theirs] = [change(start, "s1", { weight: "0.25" }), change(start, "s1", { weight: "0.35" })];
    expect(say(mine, theirs)).toEqual([{ title: "Step “Resolve”: share", mine: "25 %", theirs: "35 %" }]);
    const chosen = mergeGraphs(start, mine, theirs, new Map([["step s1 weight", "theirs"]]));
    expect(chosen.graph.steps.get("s1")!.weight).toBe("0.35");
    expect(mergeGraphs(start, mine, theirs).graph.steps.get("s1")!.weight).toBe("0.25");
  });

  it("sees no difference in blanks around a text or in how a share is written", () => {
    const mine = change(start, "s1", { name: "Resolve ", weight: "0.20" });
    expect(keysOf(mine, change(start, "s1", { name: "Mend", weight: "0.3" }))).toEqual([]);
    expect(keysOf(change(start, "s1", { weight: "0.30" }), change(start, "s1", { weight: ".3" }))).toEqual([]);
  });

  it("keeps mine where both moved a step, and tells it", () => {
    const { graph, clashes, moved } = mergeGraphs(start, change(start, "s1", { x: 5 }), change(start, "s1", { x: 9 }));
    expect([graph.steps.get("s1")!.x, clashes, moved]).toEqual([5, [], ["s1"]]);
  });

  it("takes the order of choices from the side that changed it, and mine where both did", () => {
    const inOrder = (...ids: string[]): Graph => ({
      ...start,
      transitions: new Map(ids.map((id) => [id, { ...start.transitions.get("t0")!, id, name: id }])),
    });
    const base = inOrder("a", "b", "c");
    const order = (mine: Graph, theirs: Graph) => [...mergeGraphs(base, mine, theirs).graph.transitions.keys()].join("");
    expect(order(base, inOrder("c", "a", "b"))).toBe("cab");
    expect(order(inOrder("a", "new", "b", "c"), inOrder("c", "a", "b", "d"))).toBe("cabdnew");
    expect(order(base, inOrder("a", "d", "b", "c"))).toBe("adbc");
    expect(order(inOrder("a", "new", "b", "c"), base)).toBe("anewbc");
    expect(order(inOrder("b", "a", "c"), base)).toBe("bac");
    expect(order(inOrder("b", "a", "c"), inOrder("c", "a", "b"))).toBe("bac");
  });

  it("lets a step go that one removed and the other only moved", () => {
    const { graph, clashes } = mergeGraphs(start, without(start, "s1"), change(start, "s1", { x: 9 }));
    expect([...graph.steps.keys()]).toEqual(["s0", "s2"]);
    expect([...graph.transitions.keys(), ...clashes]).toEqual([]);
  });

  it("asks about a step one removed and the other changed; kept, its transitions come back too", () => {
    const [mine, theirs] = [without(start, "s1"), change(start, "s1", { instruction: "Ring first." })];
    expect(say(mine, theirs)).toEqual([
      { title: "Step “Resolve”", mine: "Removed", theirs: "Kept, and changed: instruction" },
    ]);
    const kept = mergeGraphs(start, mine, theirs, new Map([["step s1 gone", "theirs"]]));
    expect(sameGraph(kept.graph, theirs)).toBe(true);
    expect(sameGraph(mergeGraphs(start, mine, theirs).graph, mine)).toBe(true);
  });

  it("asks about a step one removed to which the other led a new transition", () => {
    const skip: Transition = { ...start.transitions.get("t0")!, id: "t9", name: "Skip", from: "s0", to: "s2" };
    const [mine, theirs] = [without(start, "s2"), lead(start, "t9", skip)];
    expect(say(mine, theirs)).toEqual([
      { title: "Step “Verify”", mine: "Removed", theirs: "Kept, and changed: transition “Skip”" },
    ]);
    expect(mergeGraphs(start, mine, theirs).graph.transitions.has("t9")).toBe(false);
  });

  it("asks where a transition leads as one thing, and about one that is gone on one side", () => {
    const mine = lead(start, "t0", { to: "s2" });
    expect(say(mine, lead(start, "t0", { from: "s2", to: "s0" }))).toEqual([
      { title: "Transition “Assign”: where it leads", mine: "Triage → Verify", theirs: "Verify → Triage" },
    ]);
    expect(say(without(start, "t0"), lead(start, "t0", { noteRequired: true }))).toEqual([
      { title: "Transition “Assign”", mine: "Removed", theirs: "Kept, and changed: note" },
    ]);
  });

  it("keeps a transition where mine led it when they led it to a step that I removed", () => {
    const merged = mergeGraphs(start, without(start, "s2"), lead(start, "t0", { to: "s2" }));
    expect(merged.clashes.map((c) => c.key)).toEqual(["step s2 gone"]);
    expect(merged.graph.transitions.get("t0")).toMatchObject({ from: "s0", to: "s1" });
  });

  it("asks once which step is the start, and never leaves two", () => {
    const startAt = (id: string) => change(change(start, "s0", { isStart: false }), id, { isStart: true });
    const [mine, theirs] = [startAt("s1"), startAt("s2")];
    expect(say(mine, theirs)).toEqual([{ title: "Where tickets start", mine: "Resolve", theirs: "Verify" }]);
    const starts = (graph: Graph) => [...graph.steps.values()].filter((s) => s.isStart).map((s) => s.id);
    expect(starts(mergeGraphs(start, mine, theirs).graph)).toEqual(["s1"]);
    expect(starts(mergeGraphs(start, mine, theirs, new Map([["start  start", "theirs"]])).graph)).toEqual(["s2"]);
    expect(starts(mergeGraphs(start, start, theirs).graph)).toEqual(["s2"]);
  });

  it("says a workflow's own fields and roles as people do", () => {
    const at = (urgent: number | null): Graph => ({ ...start, details: { ...EMPTY_DETAILS, urgent } });
    expect(say(at(7200), at(3600))).toEqual([{ title: "Workflow: time at urgent", mine: "2 h", theirs: "1 h" }]);
    expect(say(change(start, "s0", { roleId: 4 }), change(start, "s0", { roleId: 9 }))).toEqual([
      { title: "Step “Triage”: role", mine: "Manager", theirs: "Role 9" },
    ]);
  });

  it("says what one side changed at all, and counts what is too much", () => {
    const side = change(change(start, "s1", { instruction: "Ring.", x: 7 }), "s0", { name: "Sort" });
    expect(sayAllChanges(start, without(side, "s2"))).toEqual([
      "Step “Triage”: name",
      "Step “Resolve”: instruction",
      "Step “Verify” removed",
      "Transition “Done” removed",
      "1 step moved",
    ]);
    expect(sayFew(["a", "b", "c", "d", "e"])).toBe("a; b; c; 2 more changes");
    expect(sayFew(["a", "b", "c", "d"])).toBe("a; b; c; d");
  });
});

describe("merging any two drawings", () => {
  const ROUNDS = 400;
  const rounds = Array.from({ length: ROUNDS }, (_, seed) => {
    const chance = makeChance(seed + 1);
    const base = makeEdited(start, chance, 6, "b");
    return { seed, chance, base, mine: makeEdited(base, chance, 5, "m"), theirs: makeEdited(base, chance, 5, "t") };
  });

  it("gives the other side where one changed nothing", () => {
    for (const { base, mine } of rounds) {
      for (const merged of [mergeGraphs(base, mine, base), mergeGraphs(base, base, mine), mergeGraphs(base, mine, mine)]) {
        expect(merged.clashes).toEqual([]);
        expect(sameGraph(merged.graph, mine)).toBe(true);
      }
    }
  });

  it("gives the same from either side where nothing clashes, and loses nothing of either", () => {
    let calm = 0;
    for (const { base, mine, theirs } of rounds) {
      const merged = mergeGraphs(base, mine, theirs);
      if (merged.clashes.length + merged.moved.length > 0) continue;
      calm += 1;
      expect(compareGraphs(merged.graph, mergeGraphs(base, theirs, mine).graph)).toEqual([]);
      for (const side of [mine, theirs]) expectAllOf(side, base, merged.graph);
    }
    expect(calm).toBeGreaterThan(ROUNDS / 20);
  });

  it("always gives a graph that can be saved, whatever is chosen, and chooses what is chosen", () => {
    let clashing = 0;
    for (const { base, mine, theirs, chance } of rounds) {
      const { clashes } = mergeGraphs(base, mine, theirs);
      clashing += clashes.length;
      const choices = new Map(clashes.map((c) => [c.key, chance(2) ? ("mine" as const) : ("theirs" as const)]));
      const { graph, clashes: again } = mergeGraphs(base, mine, theirs, choices);
      expect(again).toEqual(clashes);
      for (const t of graph.transitions.values()) {
        expect(graph.steps.has(t.from) && graph.steps.has(t.to) && t.from !== t.to).toBe(true);
      }
      for (const clash of clashes.filter((c) => c.group === "name" && c.on === "step")) {
        const side = choices.get(clash.key) === "mine" ? mine : theirs;
        expect(graph.steps.get(clash.id)!.name).toBe(side.steps.get(clash.id)!.name);
      }
    }
    expect(clashing).toBeGreaterThan(ROUNDS / 4);
  });
});

/** Every step and transition that a side added or renamed is in the merged graph as that side has it. */
function expectAllOf(side: Graph, base: Graph, merged: Graph): void {
  for (const kind of ["steps", "transitions"] as const) {
    for (const [id, now] of side[kind]) {
      const was = base[kind].get(id);
      if (!was) expect(merged[kind].has(id)).toBe(true);
      else if (was.name !== now.name) expect(merged[kind].get(id)?.name).toBe(now.name);
    }
    for (const id of base[kind].keys()) if (!side[kind].has(id)) expect(merged[kind].has(id)).toBe(false);
  }
}

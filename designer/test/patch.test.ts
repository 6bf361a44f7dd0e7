import { describe, expect, it } from "vitest";
import { addStep } from "../src/edits";
import { applyChanges, invertChanges } from "../src/graph";
import { documentOf } from "../src/loading";
import { applyPatch, PatchMisfit } from "../src/patch";
import { commandOfFix } from "../src/problems/fix";
import { markElements, readProblems, sayCounts } from "../src/problems/read";
import { readGraph } from "../src/wire";
import { makeWorkflow } from "./doubles";

describe("patches", () => {
  it("do all six operations on a copy", () => {
    const before = { a: [1, 2], "b/c": { "~": 1 } };
    const after = applyPatch<unknown>(before, [
      { op: "test", path: "/b~1c/~0", value: 1 },
      { op: "add", path: "/a/-", value: 3 },
      { op: "add", path: "/a/0", value: 0 },
      { op: "replace", path: "/a/1", value: 9 },
      { op: "copy", from: "/a", path: "/d" },
      { op: "move", from: "/a/0", path: "/e" },
      { op: "remove", path: "/b~1c" },
    ]);
    expect(after).toEqual({ a: [9, 2, 3], d: [0, 9, 2, 3], e: 0 });
    expect(before).toEqual({ a: [1, 2], "b/c": { "~": 1 } });
  });

  it("refuse what does not fit", () => {
    for (const path of ["/a/5", "/a/01", "/nothing/here", "a", "/toString/x"]) {
      expect(() => applyPatch({ a: [1] }, [{ op: "replace", path, value: 1 }])).toThrow(PatchMisfit);
    }
    expect(() => applyPatch({ a: 1 }, [{ op: "test", path: "/a", value: 2 }])).toThrow(PatchMisfit);
  });

  it("cannot reach a prototype", () => {
    const after = applyPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.hasOwn(after, "__proto__")).toBe(true);
  });
});

describe("fixes", () => {
  const document = documentOf(makeWorkflow());
  const { graph, ids } = readGraph(document);
  const end = { label: "Mark as end", patch: [{ op: "replace", path: "/graph/nodes/0/is_end", value: true } as const] };

  it("become one command that leaves what was drawn since alone, and can be undone", () => {
    const now = applyChanges(graph, addStep(graph, { x: 0, y: 300 }, "step").command.changes);
    const command = commandOfFix(end, document, ids, now);
    const after = applyChanges(now, command.changes);
    expect(command.label).toBe("Mark as end");
    expect(after.steps.get("s1")!.isEnd).toBe(true);
    expect(after.steps.size).toBe(3);
    expect(applyChanges(after, invertChanges(command.changes)).steps.get("s1")!.isEnd).toBe(false);
  });

  it("add steps and transitions under keys of their own, also twice", () => {
    const add = {
      label: "Add a way on",
      patch: [
        { op: "add", path: "/graph/nodes/-", value: { temp_id: "fix", name: "Next", order: 9 } } as const,
        {
          op: "add",
          path: "/graph/edges/-",
          value: { temp_id: "way", from_step_id: 1, to_temp_id: "fix", name: "Go" },
        } as const,
      ],
    };
    const once = applyChanges(graph, commandOfFix(add, document, ids, graph).changes);
    const twice = applyChanges(once, commandOfFix(add, document, ids, once).changes);
    expect([twice.steps.size, twice.transitions.size]).toEqual([4, 3]);
    for (const t of twice.transitions.values()) expect(twice.steps.has(t.to)).toBe(true);
  });

  it("say so when there is nothing left to fix", () => {
    const done = applyChanges(graph, commandOfFix(end, document, ids, graph).changes);
    expect(() => commandOfFix(end, document, ids, done)).toThrow("nothing left to fix");
  });
});

describe("problems", () => {
  const found = readProblems(
    [
      { code: "WF210", severity: "info", sentence: "A loop.", step_ids: [1] },
      { code: "WF112", severity: "error", sentence: "Tickets stop.", step_ids: [2, "new-1"], transition_ids: [1] },
    ],
    readGraph(documentOf(makeWorkflow())).ids,
  );

  it("come heaviest first, tied to the elements here", () => {
    expect(found.map((p) => p.code)).toEqual(["WF112", "WF210"]);
    expect(found[0]).toMatchObject({ steps: ["s2", "new-1"], transitions: ["t1"] });
    expect(sayCounts(found)).toBe("1 error, 1 info");
    expect(sayCounts([])).toBe("no problems");
  });

  it("mark what is wrong, not what is merely worth knowing", () => {
    expect([...markElements(found).keys()]).toEqual(["s2", "new-1", "t1"]);
  });
});

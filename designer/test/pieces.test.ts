import { describe, expect, it } from "vitest";
import { Refusal } from "../src/edits";
import type { Graph } from "../src/graph";
import { applyChanges, EMPTY_GRAPH, invertChanges } from "../src/graph";
import { documentOf } from "../src/loading";
import { readPiece, writePiece } from "../src/pieces/clipboard";
import { keepCorner, putPiece, takePiece } from "../src/pieces/piece";
import { TEMPLATES } from "../src/pieces/templates";
import { sumWeights } from "../src/shares";
import { readGraph } from "../src/wire";
import { makeWorkflow } from "./doubles";

const { graph } = readGraph(documentOf(makeWorkflow()));
const ROLES = [
  { role_id: 2, name: "Agent" },
  { role_id: 4, name: "Manager" },
];
const both = takePiece(graph, new Set(["s1", "s2"]));
const text = writePiece(both, ROLES);
const changed = (change: (whole: any) => void) => {
  const whole = JSON.parse(text);
  change(whole);
  return JSON.stringify(whole);
};
const names = (g: Graph) => [...g.steps.values()].map((s) => s.name);
const put = (into: Graph, piece = both) => applyChanges(into, putPiece(into, piece, "Paste").command.changes);

describe("a piece put into a graph", () => {
  it("takes ids and names of its own, keeps its transitions, and one undo takes it out again", () => {
    const { command } = putPiece(graph, both, "Paste 2 steps");
    const after = applyChanges(graph, command.changes);
    expect(names(after)).toEqual(["Triage", "Verify", "Triage 2", "Verify 2"]);
    const added = [...after.transitions.values()].at(-1)!;
    expect(after.steps.get(added.from)!.name).toBe("Triage 2");
    expect(after.steps.get(added.to)!.name).toBe("Verify 2");
    expect(applyChanges(after, invertChanges(command.changes))).toEqual(graph);
  });

  it("never makes a second start, nor gives away more than the whole", () => {
    const after = put(graph);
    expect([...after.steps.values()].filter((s) => s.isStart)).toHaveLength(1);
    expect(sumWeights(after.steps.values())).toBe(10_000);
    expect(sumWeights(put(EMPTY_GRAPH).steps.values())).toBe(10_000);
  });

  it("lies on no step that is there, however often it is pasted", () => {
    const steps = [...put(put(put(graph))).steps.values()];
    const touching = steps.filter((a) =>
      steps.some((b) => a !== b && Math.abs(a.x - b.x) < 184 && Math.abs(a.y - b.y) < 82),
    );
    expect(steps).toHaveLength(8);
    expect(touching).toEqual([]);
  });

  it("keeps its corner when it is tidied by itself", () => {
    const piece = takePiece(graph, new Set(["s1", "s2"]));
    const places = keepCorner(piece, [["s1", { x: 40, y: 90 }], ["s2", { x: 340, y: 40 }]]);
    expect([...places.values()]).toEqual([{ x: 280, y: 50 }, { x: 580, y: 0 }]);
  });

  it("leaves a transition out whose other end was not copied", () => {
    expect(takePiece(graph, new Set(["s1"])).transitions).toEqual([]);
  });

  it("is refused where a workflow would grow over its limit", () => {
    const many = { steps: Array.from({ length: 2_000 }, (_, at) => ({ ...both.steps[0]!, id: `${at}` })), transitions: [] };
    expect(() => putPiece(graph, many, "Paste")).toThrow(Refusal);
  });
});

describe("the text on the clipboard", () => {
  it("comes back as it was, roles found by name", () => {
    const { piece, missing } = readPiece(text, [{ role_id: 77, name: "agent" }]);
    expect(missing).toEqual([]);
    expect(piece.steps.map((s) => [s.name, s.roleId, s.weight])).toEqual([
      ["Triage", 77, "0.5"],
      ["Verify", 77, "0.5"],
    ]);
    expect(piece.transitions.map((t) => t.name)).toEqual(["Assign"]);
  });

  it("says which roles are not here", () => {
    expect(readPiece(text, []).missing).toEqual(["Agent"]);
  });

  it.each([
    ["plain words", "Dear all, see below"],
    ["other JSON", '{"nodes": [], "edges": []}'],
    ["a list", "[1, 2]"],
    ["nothing", ""],
    ["another program's mark", changed((w) => (w.mark = "n8n"))],
  ])("from elsewhere is refused: %s", (_, foreign) => {
    expect(() => readPiece(foreign, ROLES)).toThrow("was not copied from a workflow here");
  });

  it.each<[string, (whole: any) => void]>([
    ["an unknown property", (w) => (w.steps[0].script = "x")],
    ["a missing property", (w) => delete w.steps[0].name],
    ["a name that is a number", (w) => (w.steps[0].name = 7)],
    ["a name too long", (w) => (w.steps[0].name = "x".repeat(121))],
    ["a name that turns the reading direction", (w) => (w.steps[0].name = "a\u202eb")],
    ["a name with a line break", (w) => (w.steps[0].name = "a\nb")],
    ["a name that no file can hold", (w) => (w.steps[0].name = "a\ufffeb")],
    ["a flag that is a word", (w) => (w.steps[0].start = "yes")],
    ["an unknown assignment", (w) => (w.steps[0].assignment = "dice")],
    ["a place out of this world", (w) => (w.steps[0].x = 1e9)],
    ["a place that is no number", (w) => (w.steps[0].y = null)],
    ["two steps of one number", (w) => (w.steps[1].number = 1)],
    ["a transition to nowhere", (w) => (w.transitions[0].to = 9)],
    ["a transition to itself", (w) => (w.transitions[0].to = 1)],
    ["steps that are no list", (w) => (w.steps = {})],
    ["a step that is no object", (w) => (w.steps[0] = "Triage")],
    ["an unknown side", (w) => (w.transitions[0].from_side = "inside")],
  ])("changed by hand is refused with a sentence that says where: %s", (_, change) => {
    expect(() => readPiece(changed(change), ROLES)).toThrow(/^Nothing was pasted: it was changed since.+\.$/);
  });

  it("of another version, or without a step, is refused as such", () => {
    expect(() => readPiece(changed((w) => (w.version = 2)), ROLES)).toThrow("another version");
    expect(() => readPiece(changed((w) => ((w.steps = []), (w.transitions = []))), ROLES)).toThrow("no step");
  });

  it("keeps markup as text", () => {
    const { piece } = readPiece(changed((w) => (w.steps[0].name = "<b>Triage</b>")), ROLES);
    expect(piece.steps[0]!.name).toBe("<b>Triage</b>");
  });
});

describe("templates", () => {
  it.each(TEMPLATES.map((t) => [t.name, t] as const))("%s is whole: one start, an end, no loose step", (_, { piece }) => {
    expect(piece.steps.filter((s) => s.isStart)).toHaveLength(1);
    expect(piece.steps.some((s) => s.isEnd)).toBe(true);
    expect(sumWeights(piece.steps)).toBe(10_000);
    const ids = new Set(piece.steps.map((s) => s.id));
    expect(piece.transitions.every((t) => ids.has(t.from) && ids.has(t.to))).toBe(true);
    const reached = piece.steps.filter((s) => s.isStart || piece.transitions.some((t) => t.to === s.id));
    const leading = piece.steps.filter((s) => s.isEnd || piece.transitions.some((t) => t.from === s.id));
    expect([reached.length, leading.length]).toEqual([piece.steps.length, piece.steps.length]);
  });

  it("have choices of different names at each step", () => {
    for (const { piece } of TEMPLATES) {
      const choices = piece.transitions.map((t) => `${t.from} ${t.name}`);
      expect(new Set(choices).size).toBe(choices.length);
    }
  });
});

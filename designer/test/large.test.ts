import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, runCommand, selectStep, settle, undo } from "../src/acts";
import { beginningOf } from "../src/canvas/fit";
import { FlowBuilder } from "../src/canvas/flow";
import { boxAround, outlineSteps, pointAt } from "../src/canvas/smallMap";
import { mayOverflow } from "../src/canvas/textRoom";
import { followDrawn, isTyping, takeDrawn } from "../src/canvas/useDrawnState";
import { timesOf, waysBackOf } from "../src/derived";
import { compareGraphs } from "../src/diff";
import { changeStep, deleteElements, giveNames, moveSteps } from "../src/edits";
import type { StepFields } from "../src/graph";
import { putPiece, takePiece } from "../src/pieces/piece";
import { adoptIds } from "../src/saving";
import { readGraph } from "../src/wire";
import type { Problem } from "../src/problems/read";
import { createStore, say } from "../src/store";
import { makeEdge, makeNode } from "./doubles";

const STEPS = 1000;
const PROBLEM: Problem = {
  code: "WF101",
  severity: "error",
  sentence: "It has no way out.",
  why: "",
  witness: null,
  steps: [],
  transitions: [],
  fixes: [],
  route: [],
};
const drawn = takeDrawn();

function large() {
  const nodes = Array.from({ length: STEPS }, (_, i) => makeNode(i + 1, `Step ${i + 1}`, { is_start: i === 0 }));
  const edges = nodes.slice(1).flatMap((_, i) => [makeEdge(i + 1, i + 1, i + 2, "On"), makeEdge(2000 + i, i + 2, i + 1, "Back")]);
  const { graph, ids } = readGraph({ workflow: {}, graph: { nodes, edges } });
  const store = createStore({ phase: "ready", graph, saved: graph, ids });
  store.set({ facts: { ...store.get().facts, editable: "all" } });
  return store;
}

afterEach(() => void vi.useRealTimers());

describe("a large drawing", () => {
  it("is handed on as the very same lists while nothing that is drawn changes", () => {
    const store = large();
    const builder = new FlowBuilder();
    const [nodes, edges] = [builder.buildNodes(drawn(store.get()), null), builder.buildEdges(drawn(store.get()), null)];
    store.set({ notice: "Something else" });
    expect(builder.buildNodes(drawn(store.get()), null)).toBe(nodes);
    expect(builder.buildEdges(drawn(store.get()), null)).toBe(edges);
  });

  it("draws one step anew while it is dragged, and a transition only when it changes its side", () => {
    const store = large();
    const builder = new FlowBuilder();
    const [nodes, edges] = [builder.buildNodes(drawn(store.get()), null), builder.buildEdges(drawn(store.get()), null)];
    const { x, y } = store.get().graph.steps.get("s2")!;
    const near = new Map([["s2", { x: x + 1, y: y + 1 }]]);
    const moved = builder.buildNodes(drawn(store.get()), near);
    expect(moved.filter((node, at) => node !== nodes[at]).map((n) => n.id)).toEqual(["s2"]);
    expect(builder.buildEdges(drawn(store.get()), near)).toBe(edges);
    const far = new Map([["s2", { x, y: y + 5000 }]]);
    const turned = builder.buildEdges(drawn(store.get()), far).filter((edge, at) => edge !== edges[at]);
    expect(turned.length).toBeGreaterThan(0);
    expect(turned.every((e) => e.source === "s2" || e.target === "s2")).toBe(true);
  });

  it("takes in new transitions and lanes, and forgets what went", () => {
    const store = large();
    const builder = new FlowBuilder();
    builder.buildEdges(drawn(store.get()), null);
    connect(store, "s1", "s9", undefined, "Far");
    const edges = builder.buildEdges(drawn(store.get()), null);
    expect(edges).toHaveLength(store.get().graph.transitions.size);
    expect(edges.at(-1)!.ariaLabel).toBe("Transition Far");
  });

  it("draws one step anew while it is renamed, and no transition", () => {
    const store = large();
    const builder = new FlowBuilder();
    const [nodes, edges] = [builder.buildNodes(drawn(store.get()), null), builder.buildEdges(drawn(store.get()), null)];
    runCommand(store, changeStep(store.get().graph.steps.get("s9")!, { name: "Ninth" }));
    const renamed = builder.buildNodes(drawn(store.get()), null);
    expect(renamed.filter((node, at) => node !== nodes[at]).map((n) => n.id)).toEqual(["s9"]);
    expect(builder.buildEdges(drawn(store.get()), null)).toBe(edges);
  });

  it("clips no name that surely fits, and each that might not", () => {
    expect(mayOverflow("Manager Review", 14, 152)).toBe(false);
    for (const long of ["Manager Review of budgets", "WWWWWWWWWWWW", "漢字漢字漢字漢字"]) expect(mayOverflow(long, 14, 152)).toBe(true);
  });

  it("learns its ids from a save without looking through all transitions for each", () => {
    const { graph: sent, ids } = large().get();
    let looks = 0;
    const edges = [...sent.transitions.values()].map(({ name }, at) => ({
      ...makeEdge(at + 1, ids.steps.get("s1")!, ids.steps.get("s2")!, name),
      get from_step_id() {
        looks += 1;
        return 1;
      },
    }));
    const reply = { revision: 2, graph: { nodes: [], edges } };
    expect(adoptIds(sent, ids, reply)).toEqual(ids);
    const mapping = Object.fromEntries(ids.transitions);
    expect(adoptIds(sent, { ...ids, transitions: new Map() }, { ...reply, edge_id_mapping: mapping })).toEqual(ids);
    expect(looks).toBe(0);
    const old = adoptIds(sent, { ...ids, transitions: new Map() }, reply);
    expect(old.transitions.size).toBe(1);
    expect(looks).toBe(edges.length);
  });

  it("is not drawn anew for what is said, saved, seen of others or found again", () => {
    const store = large();
    const take = takeDrawn();
    const found = () => [{ ...PROBLEM, steps: ["s7"], transitions: ["t3"] }];
    store.set({ problems: found() });
    const before = take(store.get());
    say(store, "Something");
    const { graph } = store.get();
    const save = { kind: "saving", sent: graph } as const;
    store.set({ save, people: [], notice: "So", saved: graph, problems: found() });
    expect(take(store.get())).toBe(before);
    store.set({ problems: [...found(), { ...PROBLEM, sentence: "Another", steps: ["s8"], transitions: [] }] });
    expect(take(store.get())).not.toBe(before);
    expect(take(store.get()).marks.get("s7")).toBe(before.marks.get("s7"));
  });

  it("has its times and ways back worked out again only when what they follow from changes", () => {
    const store = large();
    const times = () => timesOf(store.get().graph.steps, store.get().graph.details, "urgent");
    const back = () => waysBackOf(store.get().graph.steps, store.get().graph.transitions);
    const change = (fields: StepFields) => runCommand(store, changeStep(store.get().graph.steps.get("s2")!, fields));
    const [someTimes, someWays] = [times(), back()];
    change({ name: "Other", x: 7 });
    expect([times(), back()]).toEqual([someTimes, someWays]);
    expect(times()).toBe(someTimes);
    expect(back()).toBe(someWays);
    change({ weight: "0.25" });
    expect(times()).not.toBe(someTimes);
    expect(back()).toBe(someWays);
    change({ isStart: true });
    expect(back()).not.toBe(someWays);
  });

  it("gets back where they were the transitions of a deletion that is undone, in one go", () => {
    const store = large();
    const before = [...store.get().graph.transitions.keys()];
    const gone = new Set(before.filter((_, at) => at % 3 === 0));
    runCommand(store, deleteElements(store.get().graph, new Set(["s5", "s9"]), gone));
    undo(store);
    expect([...store.get().graph.transitions.keys()]).toEqual(before);
  });

  it("begins with its start, near enough to read, where all of it would be too small", () => {
    const { graph } = large().get();
    const start = graph.steps.get("s1")!;
    expect(beginningOf(graph, { width: 1000, height: 600 })).toEqual({ x: 28 - start.x * 0.9, y: 64 - start.y * 0.9, zoom: 0.9 });
    expect(beginningOf({ ...graph, steps: new Map() }, { width: 1000, height: 600 })).toEqual({ x: 0, y: 0, zoom: 1 });
  });

  it("waits with drawing only for typing, which ends when one leaves the field", () => {
    const store = large();
    const step = store.get().graph.steps.get("s2")!;
    selectStep(store, "s2");
    runCommand(store, moveSteps(store.get().graph, new Map([["s2", { x: 7, y: 7 }]])), { streak: "move s2" });
    expect(isTyping(store.get())).toBe(false);
    runCommand(store, changeStep(step, { weight: "0.2" }), { streak: "slide s2" });
    expect(isTyping(store.get())).toBe(false);
    runCommand(store, changeStep(store.get().graph.steps.get("s2")!, { name: "Typed" }), { streak: "s2 name" });
    expect(isTyping(store.get())).toBe(true);
    settle(store);
    expect(isTyping(store.get())).toBe(false);
  });

  it("is drawn anew once typing pauses, and at once for all else", () => {
    vi.useFakeTimers();
    const store = large();
    const drawn = followDrawn(store);
    const seen: string[] = [];
    const see = () => seen.push(drawn.get().graph.steps.get("s2")!.name);
    const stop = drawn.subscribe(see);
    const type = (name: string) =>
      runCommand(store, changeStep(store.get().graph.steps.get("s2")!, { name }), { streak: "s2 name" });
    type("T");
    vi.advanceTimersByTime(200);
    type("Ty");
    vi.advanceTimersByTime(200);
    say(store, "Something that is not drawn");
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(seen).toEqual(["Ty"]);
    type("Typ");
    selectStep(store, "s3");
    expect(seen).toEqual(["Ty", "Typ"]);
    type("Type");
    settle(store);
    expect(seen).toEqual(["Ty", "Typ", "Type"]);
    type("Typed");
    stop();
    vi.advanceTimersByTime(1000);
    expect(seen).toHaveLength(3);
    drawn.subscribe(see);
    expect(drawn.get().graph.steps.get("s2")!.name).toBe("Typed");
  });

  it("is put in a second time with names nobody else has, numbered on from those there are", () => {
    const { graph } = large().get();
    const piece = takePiece(graph, new Set(graph.steps.keys()));
    const { command, stepIds } = putPiece(graph, piece, "Paste");
    expect(stepIds).toHaveLength(STEPS);
    const names = command.changes.flatMap((c) => (c.on === "step" && c.after ? [c.after.name] : []));
    expect(new Set([...names, ...[...graph.steps.values()].map((s) => s.name)]).size).toBe(2 * STEPS);
    const nameOf = giveNames(["Triage", "triage 2"]);
    expect([nameOf("Triage"), nameOf(" TRIAGE"), nameOf("Triage 3"), nameOf("New")]).toEqual([
      "Triage 3",
      " TRIAGE 4",
      "Triage 3 2",
      "New",
    ]);
  });

  it("is compared by what differs", () => {
    const { graph } = large().get();
    const steps = new Map(graph.steps).set("s5", { ...graph.steps.get("s5")!, name: "Fifth" });
    expect(compareGraphs(graph, { ...graph, steps })).toEqual([
      { on: "step-fields", id: "s5", before: { name: "Step 5" }, after: { name: "Fifth" } },
    ]);
  });
});

describe("the small map", () => {
  const step = (x: number, y: number, severity?: "error" | "warning", selected = false) => ({
    position: { x, y },
    selected,
    data: { mark: severity && { severity } },
  });

  it("holds all steps and what is in sight, and knows where one presses", () => {
    const box = boxAround([step(0, 0), step(1000, 100)], { x: -500, y: 0, width: 200, height: 100 });
    expect(box.x).toBeLessThan(-500);
    expect(box.x + box.width).toBeGreaterThan(1184);
    expect(box.y + box.height).toBeGreaterThan(182);
    const page = { left: 10, top: 20, width: 128, height: 84 } as DOMRect;
    expect(pointAt(box, page, 74, 62)).toEqual({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  });

  it("draws one path for each kind of step", () => {
    const paths = Object.fromEntries(
      outlineSteps([step(0, 0), step(1, 1, "error"), step(2, 2, "warning"), step(3, 3, "error", true)]).map((p) => [p.kind, p.path]),
    );
    expect(paths).toEqual({
      plain: "M0 0h184v82h-184z",
      error: "M1 1h184v82h-184z",
      warning: "M2 2h184v82h-184z",
      picked: "M3 3h184v82h-184z",
    });
  });
});

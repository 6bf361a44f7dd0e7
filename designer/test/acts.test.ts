import { describe, expect, it } from "vitest";
import { addStep, jumpTo, rename, runCommand, select, selectStep, showProblem, undo } from "../src/acts";
import { insertDropped, insertOn } from "../src/canvas/inserting";
import { moveSteps } from "../src/edits";
import { openWorkflow } from "../src/loading";
import { addTemplate, copySelected, cutSelected, duplicateSelected, pasteText } from "../src/pieces/acts";
import { TEMPLATES } from "../src/pieces/templates";
import { createStore } from "../src/store";
import { makeServer, makeWorkflow } from "./doubles";

async function open(more: Parameters<typeof makeWorkflow>[0] = {}) {
  const store = createStore();
  await openWorkflow(store, makeServer(makeWorkflow(more)));
  return store;
}
const names = (store: Awaited<ReturnType<typeof open>>) => [...store.get().graph.steps.values()].map((s) => s.name);

describe("copying and pasting", () => {
  it("selects what came, shows it, and says it", async () => {
    const store = await open();
    selectStep(store, "s2");
    pasteText(store, copySelected(store)!);
    const [id] = store.get().selection.steps;
    expect(store.get().graph.steps.get(id!)!.name).toBe("Verify 2");
    expect(store.get().lookAt).toEqual({ steps: [id] });
    expect(store.get().said.words).toContain("Paste Verify. Their shares are 0");
  });

  it("says what is wrong with what was copied elsewhere, and changes nothing", async () => {
    const store = await open();
    pasteText(store, "hello");
    expect(store.get().notice).toContain("was not copied from a workflow here");
    expect(store.get().history.done).toEqual([]);
  });

  it("names roles that are not known here", async () => {
    const store = await open();
    selectStep(store, "s1");
    const text = copySelected(store)!.replace('"role":"Agent"', '"role":"Wizard"');
    pasteText(store, text);
    expect(store.get().notice).toBe("Pasted, but without the roles nobody has here: Wizard. Choose others.");
  });

  it("cuts by one act, which undo takes back", async () => {
    const store = await open();
    selectStep(store, "s1");
    expect(cutSelected(store)).toContain("Triage");
    expect(names(store)).toEqual(["Verify"]);
    undo(store);
    expect(names(store)).toContain("Triage");
  });

  it("leaves a workflow alone that may not be changed, and says why", async () => {
    const store = await open({ status: "initialized", editable: "none" });
    selectStep(store, "s1");
    const text = copySelected(store)!;
    for (const act of [() => pasteText(store, text), () => duplicateSelected(store), () => cutSelected(store)]) {
      act();
      expect(store.get().said.words).toContain("cannot be changed in place");
    }
    expect(names(store)).toEqual(["Triage", "Verify"]);
  });
});

describe("the history", () => {
  it("leads to any moment and says how far it went", async () => {
    const store = await open();
    const id = addStep(store, { x: 0, y: 300 }, "step")!;
    rename(store, id, "Look");
    jumpTo(store, 0);
    expect(store.get().said.words).toBe("Undone: 2 acts. Now at: the beginning");
    expect(names(store)).toEqual(["Triage", "Verify"]);
    expect(store.get().selection.steps.size).toBe(0);
    jumpTo(store, 2);
    expect(store.get().said.words).toBe("Done again: 2 acts. Now at: Rename New step");
    expect(names(store)).toContain("Look");
  });

  it("keeps arrow keys in a row as one entry", async () => {
    const store = await open();
    for (const x of [290, 300, 310]) {
      const move = moveSteps(store.get().graph, new Map([["s1", { x, y: 0 }]]));
      runCommand(store, move, { streak: "move s1" });
    }
    expect(store.get().history.done.map((e) => e.label)).toEqual(["Move Triage"]);
    undo(store);
    expect(store.get().graph.steps.get("s1")!.x).toBe(280);
  });
});

describe("steps on transitions", () => {
  it("can be named at once, and are one act", async () => {
    const store = await open();
    insertOn(store, "t1");
    const [id] = store.get().selection.steps;
    expect(store.get().renaming).toBe(id);
    expect(store.get().history.done.map((e) => e.label)).toEqual(["Insert New step on Assign"]);
  });

  it("are taken up only when nothing leads to or from them", async () => {
    const store = await open();
    expect(insertDropped(store, new Map([["s1", { x: 0, y: 0 }]]), "t1")).toBe(false);
    const id = addStep(store, { x: 0, y: 300 }, "step")!;
    expect(insertDropped(store, new Map([[id, { x: 50, y: 0 }]]), null)).toBe(false);
    expect(insertDropped(store, new Map([[id, { x: 50, y: 0 }]]), "t1")).toBe(true);
    expect(store.get().graph.transitions.get("t1")!.to).toBe(id);
    expect(store.get().graph.steps.get(id)).toMatchObject({ x: 50, y: 0 });
  });
});

describe("templates and ways", () => {
  it("begin in the middle of an empty canvas, and below what is drawn", async () => {
    const store = await open({ graph: { nodes: [], edges: [] } });
    addTemplate(store, TEMPLATES[0]!, { x: 500, y: 500 });
    addTemplate(store, TEMPLATES[0]!, { x: 500, y: 500 });
    const places = [...store.get().graph.steps.values()].map((s) => [s.x, s.y]);
    expect(places[2]![0]).toBe(places[0]![0]);
    expect(places[2]![1]).toBeGreaterThan(places[0]![1]! + 82);
  });

  it("of a problem are shown until something else is selected", async () => {
    const store = await open();
    const problem = { code: "WF112", severity: "error", sentence: "x", why: "", witness: null, fixes: [] } as const;
    showProblem(store, { ...problem, steps: ["s2"], transitions: [], route: ["s1", "t1", "s2"] });
    expect([...store.get().route!.ids]).toEqual(["s1", "t1", "s2"]);
    expect(store.get().said.words).toBe("How tickets get there: Triage, Verify");
    select(store, { steps: new Set(["s1"]), transitions: new Set() });
    expect(store.get().route).toBeNull();
  });

  it("of a problem about one transition lead to that one, and not to the step it leaves", async () => {
    const store = await open();
    const problem = { code: "WF126", severity: "error", sentence: "x", why: "", witness: null, fixes: [] } as const;
    showProblem(store, { ...problem, steps: ["s1"], transitions: ["t1"], route: [] });
    expect(store.get().lookAt).toEqual({ steps: ["s1", "s2"], transition: "t1" });
    expect([...store.get().selection.steps]).toEqual([]);
    expect([...store.get().selection.transitions]).toEqual(["t1"]);
  });
});

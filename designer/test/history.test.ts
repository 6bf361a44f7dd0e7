import { describe, expect, it } from "vitest";
import { changeStep } from "../src/edits";
import { applyChanges } from "../src/graph";
import { endStreak, listMoments, NO_HISTORY, record, stepBack, stepForward, walkTo } from "../src/history";
import { documentOf } from "../src/loading";
import { readGraph } from "../src/wire";
import { makeWorkflow } from "./doubles";

const { graph } = readGraph(documentOf(makeWorkflow()));

function typeNames(names: string[], streak: string | null) {
  let now = graph;
  let history = NO_HISTORY;
  for (const name of names) {
    const command = changeStep(now.steps.get("s1")!, { name });
    now = applyChanges(now, command.changes);
    history = record(history, command, streak);
  }
  return { now, history };
}

describe("the log", () => {
  it("takes back what was typed into one field at once, and does it again", () => {
    const { now, history } = typeNames(["T", "Ti", "Tidy"], "s1 name");
    expect(history.done).toHaveLength(1);
    const back = stepBack(history)!;
    expect(back.label).toBe("Rename Triage");
    const before = applyChanges(now, back.changes);
    expect(before.steps.get("s1")!.name).toBe("Triage");
    const again = stepForward(back.history)!;
    expect(applyChanges(before, again.changes).steps.get("s1")!.name).toBe("Tidy");
  });

  it("forgets a field typed back to what it was", () => {
    expect(typeNames(["T", "Triage"], "s1 name").history.done).toHaveLength(0);
  });

  it("begins anew after the field was left", () => {
    const { history } = typeNames(["T"], "s1 name");
    const command = changeStep(graph.steps.get("s1")!, { name: "Ti" });
    expect(record(endStreak(history), command, "s1 name").done).toHaveLength(2);
  });

  it("forgets what was undone when something new is done", () => {
    const { history } = typeNames(["A", "B"], null);
    const back = stepBack(history)!.history;
    expect(back.undone).toHaveLength(1);
    expect(record(back, changeStep(graph.steps.get("s1")!, { name: "C" })).undone).toHaveLength(0);
  });

  it("has nothing to undo or redo at first", () => {
    expect(stepBack(NO_HISTORY)).toBeNull();
    expect(stepForward(NO_HISTORY)).toBeNull();
  });
});

describe("jumping in the log", () => {
  const renamed = () => typeNames(["A", "B", "C"], null);

  it("lists what was done, newest first, and marks where one is", () => {
    const back = walkTo(renamed().history, 1)!.history;
    const said = listMoments(back).map((m) => [m.place, m.isNow, m.isUndone]);
    expect(said).toEqual([
      [3, false, true],
      [2, false, true],
      [1, true, false],
      [0, false, false],
    ]);
    expect(listMoments(back)[2]!.label).toBe("Rename Triage");
  });

  it("leads to any moment and back to the last, as one run of changes", () => {
    const { now, history } = renamed();
    const first = walkTo(history, 0)!;
    expect(first.count).toBe(3);
    const opened = applyChanges(now, first.changes);
    expect(opened.steps.get("s1")!.name).toBe("Triage");
    const last = walkTo(first.history, 3)!;
    expect(applyChanges(opened, last.changes).steps.get("s1")!.name).toBe("C");
    expect(last.history.undone).toHaveLength(0);
  });

  it("says nothing where one is already, and stops at the ends", () => {
    const { history } = renamed();
    expect(walkTo(history, 3)).toBeNull();
    expect(walkTo(history, 99)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { markElements, readProblems, type Problem } from "../src/problems/read";

const problem = (code: string, steps: string[], severity: Problem["severity"] = "error"): Problem => ({
  code,
  severity,
  sentence: `${code} said`,
  why: "",
  witness: null,
  steps,
  transitions: [],
  fixes: [],
  route: [],
});

describe("marks on the elements", () => {
  it("tells a step every error and warning that names it", () => {
    const marks = markElements([problem("WF112", ["a"]), problem("WF170", ["a", "b"], "warning")]);
    expect(marks.get("a")).toEqual({ severity: "error", sentences: ["WF112 said", "WF170 said"] });
    expect(marks.get("b")?.severity).toBe("warning");
  });

  it("leaves unmarked what only an info names, and what is said of all steps together", () => {
    const marks = markElements([problem("WF210", ["a"], "info"), problem("WF161", ["a", "b"])]);
    expect(marks.size).toBe(0);
  });
});

describe("the way tickets get to a problem", () => {
  it("names steps and transitions in turn, by their keys here", () => {
    const ids = { steps: new Map([["new-1", 7]]), transitions: new Map([["new-2", 7]]) };
    const [found] = readProblems([{ code: "WF112", severity: "error", sentence: "x", witness_ids: [1, 7, 7] }], ids);
    expect(found!.route).toEqual(["s1", "new-2", "new-1"]);
  });
});

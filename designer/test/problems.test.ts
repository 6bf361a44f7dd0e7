import { describe, expect, it } from "vitest";
import { markElements, type Problem } from "../src/problems/read";

const problem = (code: string, steps: string[], severity: Problem["severity"] = "error"): Problem => ({
  code,
  severity,
  sentence: `${code} said`,
  why: "",
  witness: null,
  steps,
  transitions: [],
  fixes: [],
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

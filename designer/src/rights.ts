/** What may be changed in which state of the workflow (rules of its life cycle). */
import type { Editable } from "./api";
import type { Change } from "./graph";
import type { State, WorkflowFacts } from "./store";

const WORDS = {
  "step-fields": new Set(["description", "instruction", "x", "y"]),
  "transition-fields": new Set(["fromSide", "toSide"]),
  details: new Set(["description", "urgent", "high", "medium", "low"]),
};

/** True when every change is one the state allows: all of them, only words, SLAs and places, or none. */
export function mayChange(editable: Editable, changes: readonly Change[]): boolean {
  if (editable === "all") return true;
  if (editable === "none") return changes.length === 0;
  return changes.every((c) => {
    if (c.on === "step" || c.on === "transition") return false;
    return Object.keys(c.after).every((field) => WORDS[c.on].has(field));
  });
}

/** True when this field of a step, transition or the workflow may be typed into. */
export function mayEdit(editable: Editable, on: keyof typeof WORDS, field: string): boolean {
  return editable === "all" || (editable === "words" && WORDS[on].has(field));
}

/** Why these changes cannot be made just now; null where they can. */
export function whyNot(state: Pick<State, "facts" | "moving">, changes: readonly Change[]): string | null {
  const { facts, moving } = state;
  if (moving) return "The workflow's state is just being changed: wait until that is done.";
  return mayChange(facts.editable, changes) ? null : sayWhyNot(facts);
}

/** Why something cannot be changed, and what to do. */
export function sayWhyNot(facts: WorkflowFacts): string {
  if (!facts.mayDesign)
    return "You may look at this workflow but not change it. Ask an admin for a role that designs workflows.";
  if (facts.editable === "words" && facts.revisionStatus) {
    return "A deployed revision takes only words, SLAs and positions. To change more, discard it on the workflow's page and revise anew.";
  }
  if (facts.editable === "words")
    return "A deployed workflow takes only words, SLAs and positions. Take it back to draft to change its graph.";
  if (facts.status === "archived") return "This workflow is archived. Restore it on its page to change it.";
  return "This workflow is in use and cannot be changed in place. Start a revision to change it while tickets go on.";
}

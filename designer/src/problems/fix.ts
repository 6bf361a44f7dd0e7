/** A fix turned into a command on the graph as it is now. */
import { compareGraphs, rebaseChanges } from "../diff";
import { makeKey, Refusal } from "../edits";
import type { Change, Command, Graph } from "../graph";
import { applyPatch, PatchMisfit } from "../patch";
import type { Ids } from "../wire";
import type { WireDocument } from "../wireShapes";
import { readGraph } from "../wire";
import type { Fix } from "./read";

/**
 * The fix's patch is applied to the document it was written for; what that changes is then done to the graph
 * of now, so that whatever was drawn since stays. Throws Refusal when it no longer fits.
 */
export function commandOfFix(fix: Fix, document: WireDocument, ids: Ids, now: Graph): Command {
  try {
    const before = readGraph(document, ids).graph;
    const after = readGraph(applyPatch(document, fix.patch), ids).graph;
    const changes = rebaseChanges(rekeyAdded(compareGraphs(before, after)), now);
    if (changes.length === 0) throw new Refusal("There is nothing left to fix here.");
    return { label: fix.label, changes };
  } catch (error) {
    if (error instanceof PatchMisfit) throw new Refusal("The graph has changed since: wait for the next check.");
    throw error;
  }
}

/** Added elements get keys of their own, so that the same fix can be taken twice. */
function rekeyAdded(changes: readonly Change[]): Change[] {
  const keys = new Map<string, string>();
  for (const c of changes) if (c.on === "step" && c.before === null) keys.set(c.id, makeKey());
  const key = (old: string) => keys.get(old) ?? old;
  return changes.map((c): Change => {
    if (c.on === "step" && c.after && c.before === null)
      return { ...c, id: key(c.id), after: { ...c.after, id: key(c.id) } };
    if (c.on === "transition" && c.after && c.before === null) {
      const id = makeKey();
      return { ...c, id, after: { ...c.after, id, from: key(c.after.from), to: key(c.after.to) } };
    }
    return c;
  });
}

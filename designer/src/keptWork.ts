/** Work that was kept in this browser, read again and compared with what the server has now. */
import { changesTo } from "./diff";
import { makeKey } from "./edits";
import type { Change, Graph } from "./graph";
import { pairArrived, withArrived } from "./merge/arrived";
import { sayCount } from "./problems/read";
import type { State } from "./store";
import type { Ids } from "./wire";
import { readGraph, reverseIds, writeDetails, writeGraph } from "./wire";
import type { WireDocument } from "./wireShapes";

/** Work found from an earlier time: when it was kept, what it would change, and whether the server moved on since. */
export interface KeptWork {
  /** Where on the shelf it lies, and as what. */
  readonly key: string;
  readonly text: string;
  readonly at: Date;
  readonly changes: readonly Change[];
  readonly isOld: boolean;
  /** What it was drawn on, where that is known and the server has moved on: then both are merged. */
  readonly apart: Apart | null;
}

interface Apart {
  readonly base: Graph;
  readonly mine: Graph;
  readonly ids: Ids;
  readonly revision: number;
  /** What of it may have arrived. */
  readonly unanswered: readonly Graph[];
}

type Known = Pick<State, "graph" | "ids" | "revision">;

/** Reads what was kept; null for what is none of it. The first version of it does not tell what it was drawn on. */
export function readKept(key: string, text: string, known: Known): KeptWork | null {
  const { version, at, revision, document, base, sent } = JSON.parse(text) as Record<string, unknown>;
  const when = new Date(typeof at === "string" ? at : "");
  if ((version !== 1 && version !== 2) || Number.isNaN(when.getTime()) || !isDocument(document)) return null;
  if (version === 2 && isDocument(base) && typeof revision === "number" && revision < known.revision)
    return { key, text, at: when, isOld: true, ...readApart(revision, { base, document, sent }, known) };
  const work = readGraph(document, known.ids);
  const arrived = pairArrived([work.graph], work.ids, known);
  const changes = changesTo(known.graph, renewGone(work.graph, known, arrived));
  return { key, text, at: when, changes, isOld: revision !== known.revision, apart: null };
}

/** Kept work beside what somebody saved since: it would change what of it has not arrived. */
function readApart(
  revision: number,
  kept: { base: WireDocument; document: WireDocument; sent: unknown },
  known: Known,
): Pick<KeptWork, "changes" | "apart"> {
  const { graph: base, ids } = readGraph(kept.base);
  const { graph: mine } = readGraph(kept.document);
  const sent = Array.isArray(kept.sent) ? kept.sent.filter(isDocument) : [];
  const unanswered = [...sent.map((document) => readGraph(document).graph), mine];
  const now = { workflow: writeDetails(known.graph.details), graph: writeGraph(known.graph, known.ids) };
  const theirs = readGraph(now, pairArrived(unanswered, ids, known)).graph;
  const changes = changesTo(withArrived(base, unanswered, theirs), mine);
  return { changes, apart: { base, mine, ids, revision, unanswered } };
}

function isDocument(value: unknown): value is WireDocument {
  const { workflow, graph } = (value ?? {}) as Partial<WireDocument>;
  if (typeof workflow !== "object" || workflow === null) return false;
  return Array.isArray(graph?.nodes) && Array.isArray(graph?.edges) && [...graph.nodes, ...graph.edges].every(isNamed);
}

function isNamed(value: unknown): boolean {
  return typeof (value as { name?: unknown } | null)?.name === "string";
}

/** What is kept, under the keys of now: what arrived after all has one, and what the server lost comes anew. */
function renewGone(work: Graph, now: Known, rows: Ids): Graph {
  const stepKeys = reverseIds(now.ids.steps);
  const transitionKeys = reverseIds(now.ids.transitions);
  const keyIn = (known: ReadonlyMap<string, unknown>, keys: Map<number, string>, id: string, row?: number) =>
    known.has(id) ? id : ((row === undefined ? undefined : keys.get(row)) ?? makeKey());
  const steps = new Map(
    [...work.steps.keys()].map((id) => [id, keyIn(now.graph.steps, stepKeys, id, rows.steps.get(id))]),
  );
  return {
    details: work.details,
    steps: new Map([...work.steps.values()].map((s) => [steps.get(s.id)!, { ...s, id: steps.get(s.id)! }])),
    transitions: new Map(
      [...work.transitions.values()].map((t) => {
        const id = keyIn(now.graph.transitions, transitionKeys, t.id, rows.transitions.get(t.id));
        return [id, { ...t, id, from: steps.get(t.from)!, to: steps.get(t.to)! }];
      }),
    ),
  };
}

/** What kept work would change: "2 steps added, 1 step changed, choices in another order". */
export function sayChanges(changes: readonly Change[]): string {
  const gone = new Set(changes.flatMap((c) => (c.on === "transition" && c.after === null ? [c.id] : [])));
  const back = new Set(changes.flatMap((c) => (c.on === "transition" && c.after && gone.has(c.id) ? [c.id] : [])));
  const counts = new Map<string, Set<string>>();
  for (const change of changes) {
    if ("id" in change && back.has(change.id)) continue;
    const what = change.on === "details" ? "workflow" : change.on.startsWith("step") ? "step" : "transition";
    const how = "after" in change && change.after === null ? "removed" : change.before === null ? "added" : "changed";
    const key = `${what} ${how}`;
    counts.set(key, (counts.get(key) ?? new Set()).add("id" in change ? change.id : ""));
  }
  const said = [...counts].map(([key, ids]) => {
    const [what, how] = key.split(" ") as [string, string];
    return what === "workflow" ? "the workflow's details changed" : `${sayCount(ids.size, what)} ${how}`;
  });
  return [...said, ...(back.size > 0 ? ["choices in another order"] : [])].join(", ");
}

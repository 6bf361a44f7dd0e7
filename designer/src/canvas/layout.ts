/** Asks the layout worker for tidy places. */
import { findWaysBack } from "../shape";
import type { Graph } from "../graph";
import { inOrder } from "../graph";

export interface LayoutQuestion {
  readonly steps: readonly string[];
  readonly transitions: readonly { from: string; to: string; label: string }[];
  readonly direction: "LR" | "TB";
}
export type LayoutAnswer = readonly (readonly [string, { x: number; y: number }])[];

/** What the layout needs to know: ways back are turned round, so that they do not pull steps out of line. */
export function askLayout(graph: Graph, direction: "LR" | "TB"): LayoutQuestion {
  const back = findWaysBack(graph);
  return {
    direction,
    steps: inOrder(graph.steps).map((s) => s.id),
    transitions: [...graph.transitions.values()].map((t) =>
      back.has(t.id) ? { from: t.to, to: t.from, label: t.name } : { from: t.from, to: t.to, label: t.name },
    ),
  };
}

/** Tidy places for all steps, worked out off the page's thread. Rejects when the worker cannot start. */
export function computeLayout(question: LayoutQuestion): Promise<LayoutAnswer> {
  const worker = new Worker(new URL("./layoutWorker.ts", import.meta.url), { type: "module" });
  return new Promise<LayoutAnswer>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<LayoutAnswer>) => resolve(event.data);
    worker.onerror = () => reject(new Error("The layout could not be worked out."));
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}

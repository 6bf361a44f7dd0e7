/** What the graph's shape says about drawing it: ways back, lanes of neighbours, sides to leave and enter by. */
import type { Graph, Side, Transition } from "./graph";
import { inOrder } from "./graph";

export const STEP_WIDTH = 184;
export const STEP_HEIGHT = 82;

/** The transitions that close a loop: followed from the start, they lead to a step the ticket came through. O(V+E). */
export function findWaysBack(graph: Pick<Graph, "steps" | "transitions">): Set<string> {
  const leaving = new Map<string, Transition[]>();
  for (const t of graph.transitions.values()) {
    const list = leaving.get(t.from);
    if (list) list.push(t);
    else leaving.set(t.from, [t]);
  }
  const steps = inOrder(graph.steps);
  const roots = [...steps.filter((s) => s.isStart), ...steps];
  const state = new Map<string, "open" | "closed">();
  const back = new Set<string>();
  for (const root of roots) {
    if (state.has(root.id)) continue;
    state.set(root.id, "open");
    const path: { id: string; next: number }[] = [{ id: root.id, next: 0 }];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const t = leaving.get(here.id)?.[here.next++];
      if (!t) {
        state.set(here.id, "closed");
        path.pop();
      } else if (state.get(t.to) === "open") back.add(t.id);
      else if (!state.has(t.to)) {
        state.set(t.to, "open");
        path.push({ id: t.to, next: 0 });
      }
    }
  }
  return back;
}

/** A transition with the sides it is drawn by. */
export interface Routed {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly fromSide: Side;
  readonly toSide: Side;
}

const corridors = new WeakMap<Routed, string>();

/** The two ports a transition joins, whichever way it leads. */
function corridorOf(route: Routed): string {
  let corridor = corridors.get(route);
  if (corridor === undefined) {
    const [from, to] = [`${route.from} ${route.fromSide}`, `${route.to} ${route.toSide}`];
    corridors.set(route, (corridor = from < to ? `${from}\n${to}` : `${to}\n${from}`));
  }
  return corridor;
}

/**
 * Which lane each transition takes among those that share its corridor: 0 alone, -0.5 and 0.5 for a pair, and so on.
 * What leads up comes after what leads down, so that each name lies nearer to where its line comes from.
 */
export function findLanes(routes: readonly Routed[]): Map<string, number> {
  const shared = new Map<string, Routed[]>();
  for (const route of routes) {
    const corridor = corridorOf(route);
    const list = shared.get(corridor);
    if (list) list.push(route);
    else shared.set(corridor, [route]);
  }
  const lanes = new Map<string, number>();
  const leadsUp = (route: Routed) => Number(route.fromSide === "top");
  for (const list of shared.values())
    list.sort((a, b) => leadsUp(a) - leadsUp(b)).forEach((route, at) => lanes.set(route.id, at - (list.length - 1) / 2));
  return lanes;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The sides a transition leaves and enters by: those it was drawn with, else those that look best where the steps are. */
export function sidesOf(
  transition: Transition,
  from: Place,
  to: Place,
  isBack: boolean,
): { fromSide: Side; toSide: Side } {
  const best = bestSides(from, to, isBack);
  return { fromSide: transition.fromSide ?? best.fromSide, toSide: transition.toSide ?? best.toSide };
}

const FAR = 2.2;

function bestSides(from: Place, to: Place, isBack: boolean): { fromSide: Side; toSide: Side } {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  if (Math.abs(dy) <= STEP_HEIGHT) {
    const far = Math.abs(dx) > STEP_WIDTH * FAR;
    if (isBack && dx < 0) return { fromSide: "bottom", toSide: "bottom" };
    if (far) return { fromSide: "top", toSide: "top" };
    return dx >= 0 ? { fromSide: "right", toSide: "left" } : { fromSide: "left", toSide: "right" };
  }
  if (Math.abs(dx) <= STEP_WIDTH * 0.75) {
    if (Math.abs(dy) > STEP_HEIGHT * FAR * 2) return { fromSide: "right", toSide: "right" };
    return dy >= 0 ? { fromSide: "bottom", toSide: "top" } : { fromSide: "top", toSide: "bottom" };
  }
  if (isBack) return dy >= 0 ? { fromSide: "bottom", toSide: "right" } : { fromSide: "top", toSide: "right" };
  return dx >= 0 ? { fromSide: "right", toSide: "left" } : { fromSide: "left", toSide: "right" };
}

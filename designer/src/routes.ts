/** The heaviest and the lightest way through a workflow, by the shares of its steps. */
import type { Graph, Step } from "./graph";
import { inOrder } from "./graph";
import { partsOf } from "./shares";

export interface Route {
  readonly steps: readonly string[];
  /** What it uses of the whole, in ten-thousandths. */
  readonly parts: number;
}
type Shape = Pick<Graph, "steps" | "transitions">;

const partsAt = (step: Step | undefined) => (step ? partsOf(step) : 0);

function followers(graph: Shape): Map<string, string[]> {
  const next = new Map<string, string[]>([...graph.steps.keys()].map((id) => [id, []]));
  for (const t of graph.transitions.values()) if (graph.steps.has(t.to)) next.get(t.from)?.push(t.to);
  return next;
}

/** The way from the start to an end that uses least; null where no end can be reached. */
export function findLightest(graph: Shape): Route | null {
  const next = followers(graph);
  const best = new Map<string, { parts: number; before: string | null }>();
  const open = new Set<string>();
  for (const s of graph.steps.values()) if (s.isStart) visit(s.id, partsAt(s), null);
  while (open.size > 0) {
    const here = [...open].reduce((a, b) => (best.get(b)!.parts < best.get(a)!.parts ? b : a));
    open.delete(here);
    if (graph.steps.get(here)!.isEnd) return { steps: walkBack(best, here), parts: best.get(here)!.parts };
    for (const to of next.get(here)!) visit(to, best.get(here)!.parts + partsAt(graph.steps.get(to)), here);
  }
  return null;

  function visit(id: string, parts: number, before: string | null): void {
    const old = best.get(id);
    if (old && old.parts <= parts) return;
    best.set(id, { parts, before });
    open.add(id);
  }
}

function walkBack(best: ReadonlyMap<string, { before: string | null }>, end: string): string[] {
  const steps: string[] = [];
  for (let at: string | null = end; at !== null; at = best.get(at)!.before) steps.push(at);
  return steps.reverse();
}

/**
 * The way that uses most. A step's share counts once however often a ticket comes by, so that steps which
 * reach one another count together, as the server reckons it too.
 */
export function findHeaviest(graph: Shape): Route | null {
  const next = followers(graph);
  const circles = findCircles(inOrder(graph.steps).map((s) => s.id), next);
  const circleOf = new Map(circles.flatMap((circle, at) => circle.map((id) => [id, at] as const)));
  const best = new Map<number, { parts: number; before: number | null }>();
  for (const [at, circle] of circles.entries()) {
    const own = circle.reduce((sum, id) => sum + partsAt(graph.steps.get(id)), 0);
    const known = best.get(at);
    if (!known && !circle.some((id) => graph.steps.get(id)!.isStart)) continue;
    const parts = own + (known?.parts ?? 0);
    best.set(at, { parts, before: known?.before ?? null });
    for (const to of new Set(circle.flatMap((id) => next.get(id)!.map((n) => circleOf.get(n)!)))) {
      if (to !== at && (best.get(to)?.parts ?? -1) < parts) best.set(to, { parts, before: at });
    }
  }
  const ends = [...best.keys()].filter((at) => circles[at]!.some((id) => graph.steps.get(id)!.isEnd));
  if (ends.length === 0) return null;
  const last = ends.reduce((a, b) => (best.get(b)!.parts > best.get(a)!.parts ? b : a));
  const steps: string[] = [];
  for (let at: number | null = last; at !== null; at = best.get(at)!.before) steps.unshift(...circles[at]!);
  return { steps, parts: best.get(last)!.parts };
}

/**
 * The steps of a route with the transitions that lead from one to the next. Steps that go round in circles have no
 * order to be gone through in: where none leads on to the next, all that join those two to the route are on it.
 */
export function joinRoute(graph: Shape, route: Route): string[] {
  const place = new Map(route.steps.map((id, at) => [id, at]));
  const ways = [...graph.transitions.values()]
    .map(({ id, from, to }) => ({ id, from: place.get(from), to: place.get(to) }))
    .filter((way): way is { id: string; from: number; to: number } => way.from !== undefined && way.to !== undefined);
  const joined = new Set(ways.filter(({ from, to }) => to === from + 1).map(({ from }) => from));
  const isLoose = (at: number) => at < route.steps.length - 1 && !joined.has(at);
  const isOn = ({ from, to }: { from: number; to: number }) => to === from + 1 || isLoose(from) || isLoose(to - 1);
  return [...route.steps, ...ways.filter(isOn).map((way) => way.id)];
}

/** A route in names: an arrow where a transition leads to the next step, a comma where none does. */
export function sayRoute(graph: Shape, route: Route): string {
  const ways = new Set([...graph.transitions.values()].map((t) => `${t.from} ${t.to}`));
  return route.steps.reduce((said, id, at) => {
    const name = graph.steps.get(id)?.name || "(no name)";
    if (at === 0) return name;
    return `${said}${ways.has(`${route.steps[at - 1]} ${id}`) ? " → " : ", "}${name}`;
  }, "");
}

/** Steps that reach one another, group by group, each group before those it leads to (Tarjan, without recursion). */
function findCircles(ids: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const circles: string[][] = [];
  for (const root of ids) if (!index.has(root)) walk(root);
  return circles.reverse();

  function walk(root: string): void {
    const path = [{ id: enter(root), at: 0 }];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const to = next.get(here.id)![here.at++];
      if (to === undefined) {
        path.pop();
        const above = path.at(-1)?.id;
        if (above !== undefined) low.set(above, Math.min(low.get(above)!, low.get(here.id)!));
        if (low.get(here.id) === index.get(here.id)) circles.push(leave(here.id));
      } else if (!index.has(to)) path.push({ id: enter(to), at: 0 });
      else if (onStack.has(to)) low.set(here.id, Math.min(low.get(here.id)!, index.get(to)!));
    }
  }

  function enter(id: string): string {
    index.set(id, index.size);
    low.set(id, index.get(id)!);
    stack.push(id);
    onStack.add(id);
    return id;
  }

  function leave(id: string): string[] {
    const circle = stack.splice(stack.lastIndexOf(id));
    for (const member of circle) onStack.delete(member);
    return circle;
  }
}

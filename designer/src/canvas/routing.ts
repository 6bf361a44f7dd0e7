/** By which sides and in which lane each transition is drawn; lanes are looked for anew only when a side changes. */
import { remember } from "../derived";
import type { Graph, Transition } from "../graph";
import { findLanes, sidesOf } from "../shape";
import type { Routed } from "../shape";
import type { Places } from "./flow";
import { Kept } from "./kept";

export interface Drawn extends Routed {
  readonly transition: Transition;
}

export class Router {
  private readonly kept = new Kept<Drawn>();
  /** The lanes of these routes; the same as before while the list is. */
  readonly lanes = remember((routes: readonly Drawn[]) => findLanes(routes));

  /** All transitions as they are drawn, with steps that are being dragged where they are now. */
  routes({ steps, transitions }: Pick<Graph, "steps" | "transitions">, back: ReadonlySet<string>, places: Places | null): readonly Drawn[] {
    const list: Drawn[] = [];
    for (const transition of transitions.values()) {
      const { id, from, to } = transition;
      const start = places?.get(from) ?? steps.get(from);
      const end = places?.get(to) ?? steps.get(to);
      if (!start || !end) continue;
      const { fromSide, toSide } = sidesOf(transition, start, end, back.has(id));
      const make = () => ({ id, transition, from, to, fromSide, toSide });
      list.push(this.kept.get(id, [transition, fromSide, toSide], make));
    }
    return this.kept.turn(list);
  }
}

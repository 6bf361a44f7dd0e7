/** Steps put on a transition, or drawn out of a step into the empty. */
import { runCommand, selectStep } from "../acts";
import { moveSteps, Refusal } from "../edits";
import type { Side } from "../graph";
import { addNextStep, insertNewStep, insertStep, isLoose, makeRoom } from "../insert";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import type { Store } from "../store";
import type { Places } from "./flow";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The transition that lies at a point of the page, under whatever lies above it. */
export function transitionAt(point: Point): string | null {
  for (const element of document.elementsFromPoint(point.x, point.y)) {
    const label = element.closest<HTMLElement>("[data-transition]")?.dataset["transition"];
    const line = element.closest<SVGElement>(".react-flow__edge")?.dataset["id"];
    if (label ?? line) return (label ?? line)!;
  }
  return null;
}

/** A new step on a transition; it can be named at once. */
export function insertOn(store: Store, transitionId: string): void {
  const { graph } = store.get();
  const transition = graph.transitions.get(transitionId);
  if (!transition) return;
  const room = makeRoom(graph, transition);
  take(store, () => insertNewStep(graph, room.place, transitionId, room), true);
}

/** A loose step that was dropped on a transition; true when it was put there. */
export function insertDropped(store: Store, places: Places, transitionId: string | null): boolean {
  const { graph } = store.get();
  const [id, place] = [...places][0]!;
  const step = graph.steps.get(id);
  const transition = graph.transitions.get(transitionId ?? "");
  if (!step || !place || !transition || places.size !== 1 || !isLoose(graph, id)) return false;
  const move = moveSteps(graph, places).changes;
  return take(store, () => insertStep(graph, step, transition, move), false);
}

/** A next step where a line was let go in the empty. */
export function addNext(store: Store, from: string, point: Point, side: Side | null): void {
  const { graph } = store.get();
  const corner = {
    left: { x: point.x - STEP_WIDTH, y: point.y - STEP_HEIGHT / 2 },
    right: { x: point.x, y: point.y - STEP_HEIGHT / 2 },
    top: { x: point.x - STEP_WIDTH / 2, y: point.y - STEP_HEIGHT },
    bottom: { x: point.x - STEP_WIDTH / 2, y: point.y },
  }[side ?? "right"];
  take(store, () => addNextStep(graph, from, { x: snap(corner.x), y: snap(corner.y) }, side), true);
}

function take(store: Store, make: () => ReturnType<typeof insertStep>, name: boolean): boolean {
  try {
    const { command, step } = make();
    if (!runCommand(store, command)) return false;
    selectStep(store, step.id);
    if (name) store.set({ renaming: step.id });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    store.set({ notice: error.message });
    return false;
  }
}

function snap(value: number): number {
  return Math.round(value / 10) * 10;
}

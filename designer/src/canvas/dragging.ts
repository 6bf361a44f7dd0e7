/** Where React Flow says steps are, while and after they are moved by pointer or arrow keys. */
import type { NodeChange } from "@xyflow/react";
import { moveSteps } from "../edits";
import { runCommand } from "../acts";
import type { Store } from "../store";
import type { Places, StepNodeType } from "./flow";

/** The new places in these changes, and whether the pointer still holds them. */
export function readDrag(changes: readonly NodeChange<StepNodeType>[]): { places: Places; moving: boolean } {
  const places = new Map<string, { x: number; y: number }>();
  let moving = false;
  for (const change of changes) {
    if (change.type !== "position" || !change.position) continue;
    places.set(change.id, change.position);
    moving ||= change.dragging === true;
  }
  return { places, moving };
}

/** One command for the whole move; arrow keys in a row become one as well. */
export function moveAfterDrag(store: Store, places: Places, byPointer: boolean): void {
  const streak = byPointer ? null : `move ${[...places.keys()].join(" ")}`;
  runCommand(store, moveSteps(store.get().graph, places), { streak, quiet: !byPointer });
}

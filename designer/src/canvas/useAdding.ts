import { useReactFlow } from "@xyflow/react";
import { addStep, placeAfter } from "../acts";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { useDesigner } from "../useDesigner";

/** Adds a step beside the selected one, or where one is looking. */
export function useAdding(): (kind: "step" | "start" | "end") => void {
  const { store } = useDesigner();
  const flow = useReactFlow();
  return (kind) => {
    const box = document.getElementById("dz-canvas")?.getBoundingClientRect();
    const middle = box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
    const tall = box !== undefined && box.width < box.height;
    const seen = flow.screenToFlowPosition(middle, { snapToGrid: true });
    const { steps } = store.get().graph;
    const spot =
      steps.size === 0
        ? { x: seen.x - STEP_WIDTH / 2, y: seen.y - STEP_HEIGHT / 2 }
        : { x: seen.x - STEP_WIDTH / 2, y: seen.y };
    addStep(store, placeAfter(store, { x: Math.round(spot.x / 10) * 10, y: Math.round(spot.y / 10) * 10 }, tall), kind);
  };
}

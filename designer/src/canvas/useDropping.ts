import { useReactFlow } from "@xyflow/react";
import type { DragEvent } from "react";
import { addStep } from "../acts";
import { insertOn, transitionAt } from "./inserting";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { useDesigner } from "../useDesigner";

export const DRAGGED = "application/x-tts-palette";
const KINDS = ["step", "start", "end"] as const;

/** Lets a part of the palette be dropped on the canvas. */
export function useDropping() {
  const { store } = useDesigner();
  const flow = useReactFlow();
  return {
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer.types.includes(DRAGGED)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    },
    onDrop(event: DragEvent) {
      const kind = KINDS.find((k) => k === event.dataTransfer.getData(DRAGGED));
      if (!kind) return;
      event.preventDefault();
      const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: true });
      const place = { x: x - STEP_WIDTH / 2 + 2, y: y - STEP_HEIGHT / 2 + 1 };
      const under = kind === "step" ? transitionAt({ x: event.clientX, y: event.clientY }) : null;
      if (under) insertOn(store, under);
      else addStep(store, place, kind);
    },
  };
}

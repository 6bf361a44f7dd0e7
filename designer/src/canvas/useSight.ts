import { useReactFlow } from "@xyflow/react";
import type { RefObject } from "react";
import { useEffect } from "react";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import { useDesigner, useDesignerState } from "../useDesigner";

const CALM = "(prefers-reduced-motion: reduce)";

/** Brings what was asked for into sight: elements of a problem, and what is being named. */
export function useSight(wrapper: RefObject<HTMLDivElement | null>): void {
  const { store } = useDesigner();
  const flow = useReactFlow();
  const lookAt = useDesignerState((s) => s.lookAt);
  const renaming = useDesignerState((s) => s.renaming);

  useEffect(() => {
    if (!lookAt || lookAt.steps.length === 0) return;
    const duration = matchMedia(CALM).matches ? 0 : 250;
    void flow.fitView({ nodes: lookAt.steps.map((id) => ({ id })), maxZoom: 1, padding: 0.3, duration });
    const first = wrapper.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(lookAt.steps[0]!)}"]`);
    first?.focus({ preventScroll: true });
  }, [lookAt, flow, wrapper]);

  useEffect(() => {
    const step = renaming ? store.get().graph.steps.get(renaming) : undefined;
    const box = wrapper.current?.getBoundingClientRect();
    if (!step || !box) return;
    const corner = flow.flowToScreenPosition({ x: step.x, y: step.y });
    const zoom = flow.getZoom();
    const hidden = corner.x < box.left || corner.y < box.top
      || corner.x + STEP_WIDTH * zoom > box.right || corner.y + STEP_HEIGHT * zoom > box.bottom;
    if (hidden) void flow.setCenter(step.x + STEP_WIDTH / 2, step.y + STEP_HEIGHT / 2, { zoom: Math.max(zoom, 0.6), duration: 0 });
  }, [renaming, flow, store, wrapper]);
}

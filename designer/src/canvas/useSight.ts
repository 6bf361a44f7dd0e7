import { useReactFlow } from "@xyflow/react";
import type { RefObject } from "react";
import { useCallback, useEffect, useRef } from "react";
import { useDesigner, useDesignerState } from "../useDesigner";
import type { Size } from "./fit";
import { canvasBox, MANY, showStep, showSteps } from "./fit";

/** Brings what was asked for into sight: elements of a problem, what is being named, what the keyboard reaches. */
export function useSight(wrapper: RefObject<HTMLDivElement | null>): void {
  const { store } = useDesigner();
  const flow = useReactFlow();
  const lookAt = useDesignerState((s) => s.lookAt);
  const renaming = useDesignerState((s) => s.renaming);

  const box = useRef<Size | undefined>(undefined);
  const look = useCallback(() => {
    const { lookAt, graph } = store.get();
    box.current = canvasBox();
    const steps = lookAt?.steps.flatMap((id) => graph.steps.get(id) ?? []) ?? [];
    showSteps(flow, steps, graph.steps.size <= MANY);
  }, [flow, store]);

  // Looks there before React draws what else changed: else that would first be drawn where one is no longer looking.
  useEffect(() => {
    let last = store.get().lookAt;
    if (last) look();
    return store.subscribe(() => {
      const { lookAt } = store.get();
      if (lookAt !== last) look();
      last = lookAt;
    });
  }, [look, store]);

  useEffect(() => {
    if (!lookAt || lookAt.steps.length === 0) return;
    // What else changed may have left the canvas another room, as a panel below it does.
    const now = canvasBox();
    if (now?.width !== box.current?.width || now?.height !== box.current?.height) look();
    const wanted = lookAt.transition
      ? `[data-transition="${CSS.escape(lookAt.transition)}"]`
      : `[data-id="${CSS.escape(lookAt.steps[0]!)}"]`;
    const find = () => wrapper.current?.querySelector<HTMLElement>(wanted);
    (find() ?? wrapper.current)?.focus({ preventScroll: true });
    // What is new, or was out of sight, is drawn a frame later; until then keys mean what is selected.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === wrapper.current) find()?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [lookAt, look, wrapper]);

  useEffect(() => {
    const { graph } = store.get();
    const step = renaming ? graph.steps.get(renaming) : undefined;
    if (step) showStep(flow, graph, step);
  }, [renaming, flow, store]);

  useEffect(() => {
    const canvas = wrapper.current;
    const follow = (event: FocusEvent) => {
      const node = event.target as HTMLElement;
      const step = store.get().graph.steps.get(node.dataset["id"] ?? "");
      if (step && node.matches(":focus-visible")) showStep(flow, store.get().graph, step);
    };
    canvas?.addEventListener("focusin", follow);
    return () => canvas?.removeEventListener("focusin", follow);
  }, [flow, store, wrapper]);
}

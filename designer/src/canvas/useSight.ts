import { useReactFlow } from "@xyflow/react";
import type { RefObject } from "react";
import { useEffect } from "react";
import type { State } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";
import { showStep, showSteps } from "./fit";

/** Brings what was asked for into sight: elements of a problem, what is being named, what the keyboard reaches. */
export function useSight(wrapper: RefObject<HTMLDivElement | null>): void {
  const { store } = useDesigner();
  const flow = useReactFlow();
  const lookAt = useDesignerState((s) => s.lookAt);
  const renaming = useDesignerState((s) => s.renaming);

  // Looks there before React draws what else changed: else that would be drawn where one is no longer looking.
  useEffect(() => {
    let last: State["lookAt"] = null;
    const look = () => {
      const { lookAt, graph } = store.get();
      if (lookAt === last) return;
      last = lookAt;
      const steps = lookAt?.steps.flatMap((id) => graph.steps.get(id) ?? []) ?? [];
      showSteps(flow, steps, true);
    };
    look();
    return store.subscribe(look);
  }, [flow, store]);

  useEffect(() => {
    if (!lookAt || lookAt.steps.length === 0) return;
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
  }, [lookAt, wrapper]);

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

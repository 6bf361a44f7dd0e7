import { useRef } from "react";
import { runCommand, settle } from "../acts";
import { timesOf } from "../derived";
import type { Step } from "../graph";
import { mayEdit } from "../rights";
import { giveShares, moveShare, sharingSteps } from "../sharing";
import { partsOf, sayDuration, sayShare } from "../shares";
import { useDesigner, useDesignerState } from "../useDesigner";

/** Moves a step's share; the other steps give or take, so that all of them stay the whole. */
export function ShareSlider({ step, label }: { step: Step; label: string }) {
  const { store } = useDesigner();
  const locked = useDesignerState((s) => !mayEdit(s.facts.editable, "step-fields", "weight"));
  const seconds = useDesignerState((s) => timesOf(s.graph.steps, s.graph.details, s.priority).get(step.id));
  const parts = partsOf(step);
  // While the pointer holds it, shares are reckoned from where they were: to the end and back loses nothing.
  const held = useRef<Step[] | null>(null);
  const letGo = () => {
    held.current = null;
    settle(store);
  };
  const change = (percent: number) => {
    const { graph } = store.get();
    const shares = moveShare(held.current ?? sharingSteps(graph), step.id, percent * 100);
    const command = giveShares(graph, shares, `Shift the share of ${step.name}`);
    runCommand(store, command, { streak: `slide ${step.id}`, quiet: true });
  };
  return (
    <input
      type="range"
      className="dz-slider"
      min={0}
      max={100}
      step={1}
      value={Math.round(parts / 100)}
      disabled={locked || step.pausesClock}
      aria-label={label}
      aria-valuetext={seconds === undefined ? sayShare(parts) : `${sayShare(parts)}, ${sayDuration(seconds)}`}
      onChange={(event) => change(Number(event.target.value))}
      onPointerDown={() => (held.current = sharingSteps(store.get().graph))}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
    />
  );
}

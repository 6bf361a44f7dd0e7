import { useState } from "react";
import { runCommand, selectStep } from "../acts";
import { stepsInOrder, timesOf } from "../derived";
import { giveShares, shareAlike, shareRest, sharingSteps, WHOLE } from "../sharing";
import type { Parts } from "../sharing";
import { partsOf, sayDuration, sayShare, sumWeights } from "../shares";
import { useDesigner, useDesignerState } from "../useDesigner";
import { classes, PRIORITY_WORDS } from "../words";
import { Routes } from "./Routes";
import { ShareSlider } from "./ShareSlider";

const FEW = 12;

/** How the promised time falls on all steps, and which routes use most and least of it. */
export function Shares() {
  const steps = useDesignerState((s) => stepsInOrder(s.graph.steps));
  const priority = useDesignerState((s) => s.priority);
  const [open, setOpen] = useState(steps.length <= FEW);
  const sum = sumWeights(steps);
  if (steps.length === 0) return null;
  return (
    <details className="dz-shares" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Shares of the time, {PRIORITY_WORDS[priority].toLowerCase()}
        <span className={classes("num", sum !== WHOLE && "err")}>{sayShare(sum)}</span>
      </summary>
      {open && <ShareList />}
    </details>
  );
}

/** One slider for each step, drawn only while the list is open. */
function ShareList() {
  const { store } = useDesigner();
  const steps = useDesignerState((s) => stepsInOrder(s.graph.steps));
  const times = useDesignerState((s) => timesOf(s.graph.steps, s.graph.details, s.priority));
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const sum = sumWeights(steps);
  const give = (shares: (of: typeof steps) => Parts, label: string) => {
    const { graph } = store.get();
    runCommand(store, giveShares(graph, shares(sharingSteps(graph)), label));
  };
  return (
    <>
      <ul>
        {steps.map((step) => (
          <li key={step.id}>
            <button type="button" className="dz-sentence" onClick={() => selectStep(store, step.id)}>
              {step.name || "(no name)"}
            </button>
            <span className="num tiny">
              {step.pausesClock ? "pauses clock" : sayTimes(partsOf(step), times.get(step.id))}
            </span>
            <ShareSlider step={step} label={`Share of ${step.name}`} />
          </li>
        ))}
      </ul>
      <div className="row">
        <button
          type="button"
          className="btn small"
          disabled={locked || sum === WHOLE}
          onClick={() => give(shareRest, "Share the rest")}
        >
          Share the rest
        </button>
        <button type="button" className="btn small quiet" disabled={locked} onClick={() => give(shareAlike, "Share alike")}>
          Share alike
        </button>
      </div>
      <Routes />
    </>
  );
}

function sayTimes(parts: number, seconds: number | undefined): string {
  return seconds === undefined ? sayShare(parts) : `${sayShare(parts)}, ${sayDuration(seconds)}`;
}

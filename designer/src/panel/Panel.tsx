import { useState } from "react";
import { onlyStep, onlyTransition } from "../acts";
import { Icon } from "../icons";
import { useDesignerState } from "../useDesigner";
import { SelectionPanel } from "./SelectionPanel";
import { StepPanel } from "./StepPanel";
import { TransitionPanel } from "./TransitionPanel";
import { WorkflowPanel } from "./WorkflowPanel";

const NARROW = "(max-width: 760px)";

/** The properties of what is selected; of the workflow while nothing is. On a phone it folds to its head line. */
export function Panel() {
  const graph = useDesignerState((s) => s.graph);
  const selection = useDesignerState((s) => s.selection);
  const [open, setOpen] = useState(() => !matchMedia(NARROW).matches);
  const step = graph.steps.get(onlyStep(selection) ?? "");
  const transition = graph.transitions.get(onlyTransition(selection) ?? "");
  const many = selection.steps.size + selection.transitions.size;
  const [icon, word, name] = step
    ? (["step", "Step", step.name] as const)
    : transition
      ? (["connect", "Transition", transition.name] as const)
      : many > 0
        ? (["canvas", "Selection", `${many} elements`] as const)
        : (["workflow", "Workflow", graph.details.name] as const);
  return (
    <aside className="dz-props" aria-label="Properties" data-open={open}>
      <header>
        <h2>
          <Icon name={icon} small />
          <span>{word}</span>
          <span className="dz-props-name">{name}</span>
        </h2>
        <button
          type="button"
          className="btn icon quiet"
          aria-expanded={open}
          aria-label={open ? "Fold properties" : "Unfold properties"}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "down" : "up"} small />
        </button>
      </header>
      {open &&
        (step ? (
          <StepPanel key={step.id} step={step} />
        ) : transition ? (
          <TransitionPanel key={transition.id} transition={transition} />
        ) : many > 0 ? (
          <SelectionPanel />
        ) : (
          <WorkflowPanel />
        ))}
    </aside>
  );
}

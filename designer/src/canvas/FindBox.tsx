import { useId, useState } from "react";
import { selectStep } from "../acts";
import { roleNames, stepsInOrder } from "../derived";
import { findSteps } from "../finding";
import { sayCount } from "../problems/read";
import { useDesigner, useDesignerState } from "../useDesigner";
import { classes } from "../words";

/** Finds a step by what is written on it, and goes there. */
export function FindBox() {
  const { store } = useDesigner();
  const id = useId();
  const steps = useDesignerState((s) => stepsInOrder(s.graph.steps));
  const roles = useDesignerState((s) => roleNames(s.roles));
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = findSteps(steps, roles, typed);
  const here = Math.min(at, found.length - 1);
  const go = (step: string) => {
    store.set({ box: null, lookAt: { steps: [step] } });
    selectStep(store, step);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      store.set({ box: null });
      document.getElementById("dz-canvas")?.focus({ preventScroll: true });
    } else if (event.key === "ArrowDown") setAt(Math.min(here + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(here - 1, 0));
    else if (event.key === "Enter" && found[here]) go(found[here].id);
    else return;
    event.preventDefault();
  };
  return (
    <div className="dz-find" role="search" aria-label="Find a step" onKeyDown={onKeyDown}>
      <input
        className="in"
        autoFocus
        role="combobox"
        aria-label="Find a step"
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-activedescendant={found[here] ? `${id}-${here}` : undefined}
        placeholder="Name, role or words of a step"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
      />
      <p className="vh" aria-live="polite">{`${sayCount(found.length, "step")} found`}</p>
      <ul id={id} role="listbox" aria-label="Steps found">
        {found.map((step, index) => (
          <li
            key={step.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === here}
            className={classes(index === here && "is-here")}
            onClick={() => go(step.id)}
          >
            <b>{step.name || "(no name)"}</b>
            <span className="tiny dim">{step.roleId === null ? "no role" : roles.get(step.roleId)}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="tiny dim">No step says that.</p>}
    </div>
  );
}

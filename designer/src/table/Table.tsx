import { useEffect, useRef } from "react";
import { addStep, placeAfter } from "../acts";
import { stepsInOrder, transitionsInOrder } from "../derived";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";
import { PRIORITY_WORDS } from "../words";
import { AddTransition } from "./AddTransition";
import { StepRow } from "./StepRow";
import { TransitionRow } from "./TransitionRow";

/** The twin of the canvas: the same graph as two tables, every part of it to be changed here too. */
export function Table() {
  const { store } = useDesigner();
  const steps = useDesignerState((s) => stepsInOrder(s.graph.steps));
  const transitions = useDesignerState((s) => transitionsInOrder(s.graph.steps, s.graph.transitions));
  const priority = useDesignerState((s) => s.priority);
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const box = useRef<HTMLDivElement>(null);
  useRowFocus(box);
  const lowest = Math.max(0, ...steps.map((s) => s.y + 130));
  const add = () => addStep(store, placeAfter(store, { x: 40, y: lowest }), "step");
  return (
    <div className="dz-twin" id="dz-table" ref={box} role="region" aria-label="Tables of steps and transitions">
      <div className="dz-twin-head">
        <h2 id="dz-steps">Steps</h2>
        <button type="button" className="btn small" disabled={locked} onClick={add}>
          <Icon name="plus" small />
          Add step
        </button>
      </div>
      <table className="list dz-cards dz-steps" aria-labelledby="dz-steps">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Share</th>
            <th scope="col">{PRIORITY_WORDS[priority]}</th>
            <th scope="col">Start</th>
            <th scope="col">End</th>
            <th scope="col">Problem</th>
            <th scope="col">
              <span className="vh">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <StepRow key={step.id} step={step} />
          ))}
        </tbody>
      </table>
      {steps.length === 0 && <p className="dz-none">No steps yet.</p>}
      <div className="dz-twin-head">
        <h2 id="dz-transitions">Transitions</h2>
      </div>
      <table className="list dz-cards dz-transitions" aria-labelledby="dz-transitions">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Choice</th>
            <th scope="col">To</th>
            <th scope="col">Needs a note</th>
            <th scope="col">Problem</th>
            <th scope="col">
              <span className="vh">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {transitions.map((t) => (
            <TransitionRow key={t.id} transition={t} />
          ))}
        </tbody>
      </table>
      <AddTransition />
    </div>
  );
}

/** A new step, or what a problem points to, takes the focus in its row. */
function useRowFocus(box: React.RefObject<HTMLDivElement | null>): void {
  const { store } = useDesigner();
  const renaming = useDesignerState((s) => s.renaming);
  const lookAt = useDesignerState((s) => s.lookAt);
  const wanted = useRef(lookAt);
  useEffect(() => {
    const id = renaming ?? (lookAt !== wanted.current ? (lookAt?.transition ?? lookAt?.steps[0]) : undefined);
    wanted.current = lookAt;
    if (!id) return;
    const input = box.current?.querySelector<HTMLInputElement>(`[data-row="${CSS.escape(id)}"] input`);
    input?.focus();
    input?.select();
    if (renaming) store.set({ renaming: null });
  }, [renaming, lookAt, box, store]);
}

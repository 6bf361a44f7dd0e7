import { moveChoice, selectTransition } from "../acts";
import { choicesFrom } from "../graph";
import type { Step, Transition } from "../graph";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";

/** The choices a person has at this step, and a way to add one. */
export function Choices({ step }: { step: Step }) {
  const { store } = useDesigner();
  const graph = useDesignerState((s) => s.graph);
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const choices = choicesFrom(graph, step.id);
  const stuck = choices.length === 0 && !step.isEnd;
  return (
    <div className="field" role="group" aria-label="Choices from here">
      <span className="label" aria-hidden="true">
        Choices from here
      </span>
      <ul className="dz-choices">
        {choices.map((t, at) => (
          <li key={t.id}>
            <button type="button" onClick={() => selectTransition(store, t.id)}>
              <b>{t.name || "(no name)"}</b>
              <span> → {graph.steps.get(t.to)?.name}</span>
            </button>
            {choices.length > 1 && !locked && (
              <>
                <Shift choice={t} by={-1} isLast={at === 0} />
                <Shift choice={t} by={1} isLast={at === choices.length - 1} />
              </>
            )}
          </li>
        ))}
        {step.isEnd && <li className="dim">Complete → the ticket is done</li>}
      </ul>
      <div className="row spread">
        {stuck ? (
          <span className="err">
            <Icon name="error" small />
            None, tickets stop here
          </span>
        ) : (
          <span />
        )}
        <button
          type="button"
          className="btn small"
          disabled={locked || graph.steps.size < 2}
          onClick={() => store.set({ dialog: "connect" })}
        >
          <Icon name="plus" small />
          Add choice
        </button>
      </div>
    </div>
  );
}

/** Lets a choice change places with its neighbour; people are offered choices in this order. */
function Shift({ choice, by, isLast }: { choice: Transition; by: -1 | 1; isLast: boolean }) {
  const { store } = useDesigner();
  const words = `Move ${choice.name || "(no name)"} ${by === 1 ? "down" : "up"}`;
  return (
    <button
      type="button"
      className="btn icon quiet dz-shift"
      aria-label={words}
      title={words}
      aria-disabled={isLast || undefined}
      onClick={() => moveChoice(store, choice.id, by)}
    >
      <Icon name={by === 1 ? "down" : "up"} small />
    </button>
  );
}

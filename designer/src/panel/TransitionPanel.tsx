import { runCommand } from "../acts";
import { insertOn } from "../canvas/inserting";
import { marksOf, stepsInOrder } from "../derived";
import { changeTransition } from "../edits";
import type { Transition, TransitionFields } from "../graph";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";
import { DeleteButton } from "./DeleteButton";
import { CheckField, ChoiceField, TextField } from "./fields";
import { stepOptions } from "./options";

/** Everything about one transition. */
export function TransitionPanel({ transition }: { transition: Transition }) {
  const { store } = useDesigner();
  const steps = useDesignerState((s) => stepsInOrder(s.graph.steps));
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const mark = useDesignerState((s) => marksOf(s.problems).get(transition.id));
  const options = stepOptions(steps);
  const change = (fields: TransitionFields, typing = false) =>
    runCommand(store, changeTransition(transition, fields), {
      streak: typing ? `${transition.id} name` : null,
      quiet: typing,
    });
  return (
    <div className="dz-fields">
      {mark && (
        <ul className="dz-said">
          {mark.sentences.map((s) => (
            <li key={s} className={mark.severity}>
              {s}
            </li>
          ))}
        </ul>
      )}
      <TextField
        label="Name"
        value={transition.name}
        disabled={locked}
        onChange={(name) => change({ name }, true)}
        error={transition.name.trim() ? null : "A choice needs a name."}
        help="The button that people press."
      />
      <ChoiceField
        label="From"
        value={transition.from}
        options={options.filter(([id]) => id !== transition.to)}
        disabled={locked}
        onChange={(from) => change({ from, fromSide: null })}
      />
      <ChoiceField
        label="To"
        value={transition.to}
        options={options.filter(([id]) => id !== transition.from)}
        disabled={locked}
        onChange={(to) => change({ to, toSide: null })}
      />
      <CheckField
        label="Needs a note"
        checked={transition.noteRequired}
        disabled={locked}
        onChange={(noteRequired) => change({ noteRequired })}
      />
      <div className="row">
        <button type="button" className="btn small" disabled={locked} onClick={() => insertOn(store, transition.id)}>
          <Icon name="plus" small />
          Insert a step here
        </button>
      </div>
      <DeleteButton word="Delete transition" />
    </div>
  );
}

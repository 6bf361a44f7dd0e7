import { memo, useState } from "react";
import { runCommand, selectTransition, settle } from "../acts";
import { marksOf, stepsInOrder } from "../derived";
import { changeTransition, deleteElements } from "../edits";
import type { Transition, TransitionFields } from "../graph";
import { Icon } from "../icons";
import { stepOptions } from "../panel/options";
import { useDesigner, useDesignerState } from "../useDesigner";
import { classes } from "../words";
import { MarkCell } from "./MarkCell";

const NONE: ReadonlySet<string> = new Set();
const MANY = 100;

/** One transition as a row. */
export const TransitionRow = memo(function TransitionRow({ transition }: { transition: Transition }) {
  const { store } = useDesigner();
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const mark = useDesignerState((s) => marksOf(s.problems).get(transition.id));
  const picked = useDesignerState((s) => s.selection.transitions.has(transition.id));
  const change = (fields: TransitionFields, typing = false) =>
    runCommand(store, changeTransition(transition, fields), {
      streak: typing ? `${transition.id} name` : null,
      quiet: typing,
    });
  const { id, from, to, noteRequired } = transition;
  const name = transition.name || "without a name";
  return (
    <tr data-row={id} className={classes(picked && "sel")} onFocus={() => selectTransition(store, id)}>
      <td className="at-from">
        <StepSelect
          label={`Transition ${name} from`}
          value={from}
          except={to}
          disabled={locked}
          onChange={(value) => change({ from: value, fromSide: null })}
        />
      </td>
      <td className="at-name">
        <input
          className="in"
          aria-label={`Name of transition ${name}`}
          value={transition.name}
          maxLength={120}
          disabled={locked}
          aria-invalid={transition.name.trim() ? undefined : true}
          onChange={(e) => change({ name: e.target.value }, true)}
          onBlur={() => settle(store)}
        />
      </td>
      <td className="at-to">
        <StepSelect
          label={`Transition ${name} to`}
          value={to}
          except={from}
          disabled={locked}
          onChange={(value) => change({ to: value, toSide: null })}
        />
      </td>
      <td className="at-note">
        <label className="dz-tick">
          <input
            type="checkbox"
            aria-label={`${name} needs a note`}
            checked={noteRequired}
            disabled={locked}
            onChange={(e) => change({ noteRequired: e.target.checked })}
          />
          <span aria-hidden="true">Needs a note</span>
        </label>
      </td>
      <MarkCell mark={mark} />
      <td className="at-do">
        <button
          type="button"
          className="btn icon quiet small"
          aria-label={`Delete transition ${name}`}
          title={`Delete transition ${name}`}
          disabled={locked}
          onClick={() => runCommand(store, deleteElements(store.get().graph, NONE, new Set([id])))}
        >
          <Icon name="remove" small />
        </button>
      </td>
    </tr>
  );
});

/** A list of steps; in a large graph its options are written only once someone turns to it. */
export function StepSelect(props: {
  label: string;
  value: string;
  except: string;
  disabled: boolean;
  onChange: (id: string) => void;
  none?: string;
}) {
  const steps = useDesignerState((s) => stepsInOrder(s.graph.steps));
  const [turnedTo, setTurnedTo] = useState(false);
  const all = stepOptions(steps);
  const options =
    all.length > MANY && !turnedTo
      ? all.filter(([id]) => id === props.value)
      : all.filter(([id]) => id !== props.except);
  return (
    <select
      className="in"
      aria-label={props.label}
      value={props.value}
      disabled={props.disabled}
      onFocus={() => setTurnedTo(true)}
      onChange={(e) => props.onChange(e.target.value)}
    >
      {props.none !== undefined && <option value="">{props.none}</option>}
      {options.map(([id, word]) => (
        <option key={id} value={id}>
          {word}
        </option>
      ))}
    </select>
  );
}

import { memo } from "react";
import { runCommand, selectStep, settle } from "../acts";
import { marksOf, timesOf } from "../derived";
import { changeStep, deleteElements, markStart } from "../edits";
import type { Step, StepFields } from "../graph";
import { Icon } from "../icons";
import { readChoice, roleOptions } from "../panel/options";
import { readWeight, sayDuration } from "../shares";
import { useDesigner, useDesignerState } from "../useDesigner";
import { classes } from "../words";
import { MarkCell } from "./MarkCell";

const NONE: ReadonlySet<string> = new Set();

/** One step as a row. */
export const StepRow = memo(function StepRow({ step }: { step: Step }) {
  const { store } = useDesigner();
  const roles = useDesignerState((s) => roleOptions(s.roles, "choose…"));
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const mark = useDesignerState((s) => marksOf(s.problems).get(step.id));
  const seconds = useDesignerState((s) => timesOf(s.graph.steps, s.graph.details, s.priority).get(step.id));
  const picked = useDesignerState((s) => s.selection.steps.has(step.id));
  const change = (fields: StepFields, typing = false) =>
    runCommand(store, changeStep(step, fields), {
      streak: typing ? `${step.id} ${Object.keys(fields).join()}` : null,
      quiet: typing,
    });
  const name = step.name || "without a name";
  return (
    <tr data-row={step.id} className={classes(picked && "sel")} onFocus={() => selectStep(store, step.id)}>
      <td className="at-name">
        <input
          className="in"
          aria-label={`Name of step ${name}`}
          value={step.name}
          maxLength={120}
          disabled={locked}
          aria-invalid={step.name.trim() ? undefined : true}
          onChange={(e) => change({ name: e.target.value }, true)}
          onBlur={() => settle(store)}
        />
      </td>
      <td className="at-role">
        <select
          className="in"
          aria-label={`Role of ${name}`}
          value={step.roleId ?? ""}
          disabled={locked}
          onChange={(e) => change({ roleId: readChoice(e.target.value) })}
        >
          {roles.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </td>
      <td className="at-share">
        <input
          className="in num"
          inputMode="decimal"
          aria-label={`Share of ${name}`}
          value={step.weight}
          maxLength={8}
          disabled={locked}
          aria-invalid={readWeight(step.weight) === null ? true : undefined}
          onChange={(e) => change({ weight: e.target.value }, true)}
          onBlur={() => settle(store)}
        />
      </td>
      <td className="at-time num">{seconds === undefined ? "" : sayDuration(seconds)}</td>
      <td className="at-start">
        <label className="dz-tick">
          <input
            type="checkbox"
            aria-label={`${name} is the start`}
            checked={step.isStart}
            disabled={locked}
            onChange={(e) => runCommand(store, markStart(store.get().graph, step, e.target.checked))}
          />
          <span aria-hidden="true">Start</span>
        </label>
      </td>
      <td className="at-end">
        <label className="dz-tick">
          <input
            type="checkbox"
            aria-label={`${name} can end`}
            checked={step.isEnd}
            disabled={locked}
            onChange={(e) => change({ isEnd: e.target.checked })}
          />
          <span aria-hidden="true">End</span>
        </label>
      </td>
      <MarkCell mark={mark} />
      <td className="at-do">
        <button
          type="button"
          className="btn icon quiet small"
          aria-label={`Delete step ${name}`}
          title={`Delete step ${name}`}
          disabled={locked}
          onClick={() => runCommand(store, deleteElements(store.get().graph, new Set([step.id]), NONE))}
        >
          <Icon name="remove" small />
        </button>
      </td>
    </tr>
  );
});

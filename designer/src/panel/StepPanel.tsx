import { useId } from "react";
import { runCommand } from "../acts";
import { marksOf } from "../derived";
import { changeStep, markStart } from "../edits";
import type { Graph, Step, StepFields } from "../graph";
import { Icon } from "../icons";
import { mayEdit } from "../rights";
import { readWeight, sumWeights, writeWeight } from "../shares";
import { useDesigner, useDesignerState } from "../useDesigner";
import { Choices } from "./Choices";
import { CopyButtons } from "./CopyButtons";
import { DeleteButton } from "./DeleteButton";
import { CheckField, ChoiceField, LongField, TextField } from "./fields";
import { ASSIGNMENTS, escalationOptions, readChoice, roleOptions } from "./options";
import { ShareSlider } from "./ShareSlider";
import { ShareTimes } from "./ShareTimes";

/** Everything about one step. */
export function StepPanel({ step }: { step: Step }) {
  const { store } = useDesigner();
  const roles = useDesignerState((s) => s.roles);
  const editable = useDesignerState((s) => s.facts.editable);
  const mark = useDesignerState((s) => marksOf(s.problems).get(step.id));
  const change = (fields: StepFields, typing = false) => {
    const streak = typing ? `${step.id} ${Object.keys(fields).join()}` : null;
    runCommand(store, changeStep(step, fields), { streak, quiet: typing });
  };
  const wrongShare = useDesignerState((s) => sayWrongShare(step, s.graph.steps));
  const shareError = useId();
  const locked = (field: string) => !mayEdit(editable, "step-fields", field);
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
        value={step.name}
        disabled={locked("name")}
        onChange={(name) => change({ name }, true)}
        error={step.name.trim() ? null : "A step needs a name."}
      />
      <div className="dz-half">
        <ChoiceField
          label="Role"
          value={String(step.roleId ?? "")}
          options={roleOptions(roles, "choose…")}
          disabled={locked("roleId")}
          onChange={(v) => change({ roleId: readChoice(v) })}
        />
        <ChoiceField
          label="Escalates to"
          value={String(step.escalateTo ?? "")}
          options={escalationOptions(roles, "nobody")}
          disabled={locked("escalateTo")}
          onChange={(v) => change({ escalateTo: readChoice(v) })}
        />
      </div>
      <div className="dz-half">
        <TextField
          label="Share"
          numeric
          max={8}
          value={step.weight}
          disabled={locked("weight")}
          onChange={(weight) => change({ weight }, true)}
          errorId={wrongShare ? shareError : undefined}
        />
        <ChoiceField
          label="Assign"
          value={step.assignment}
          options={ASSIGNMENTS}
          disabled={locked("assignment")}
          onChange={(assignment) => change({ assignment })}
        />
      </div>
      {wrongShare && (
        <p className="err" id={shareError}>
          <Icon name="error" small />
          {wrongShare}
        </p>
      )}
      <div className="field">
        <ShareSlider step={step} label="Share, the other steps give or take" />
        <span className="help" aria-hidden="true">
          Share, the other steps give or take
        </span>
      </div>
      <ShareTimes step={step} />
      <LongField
        label="Instruction"
        value={step.instruction}
        disabled={locked("instruction")}
        onChange={(instruction) => change({ instruction }, true)}
        help="Stands above the choices of whoever holds the ticket here."
      />
      <LongField
        label="Description"
        value={step.description}
        disabled={locked("description")}
        onChange={(description) => change({ description }, true)}
      />
      <div className="dz-half">
        <CheckField
          label="Start"
          checked={step.isStart}
          disabled={locked("isStart")}
          onChange={(on) => runCommand(store, markStart(store.get().graph, step, on))}
        />
        <CheckField
          label="Can end here"
          checked={step.isEnd}
          disabled={locked("isEnd")}
          onChange={(isEnd) => change({ isEnd })}
        />
        <CheckField
          label="Pauses the clock"
          checked={step.pausesClock}
          disabled={locked("pausesClock")}
          onChange={(on) => change(on ? { pausesClock: true, weight: "0" } : { pausesClock: false })}
        />
      </div>
      <Choices step={step} />
      <CopyButtons />
      <DeleteButton word="Delete step" />
    </div>
  );
}

function sayWrongShare(step: Step, steps: Graph["steps"]): string | null {
  if (readWeight(step.weight) === null) return "A decimal from 0 to 1, at most 4 places.";
  const sum = sumWeights(steps.values());
  return sum === 10_000 ? null : `All shares add up to ${writeWeight(sum)}`;
}

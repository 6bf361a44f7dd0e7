import { runCommand } from "../acts";
import { changeDetails } from "../edits";
import type { Details } from "../graph";
import { PRIORITIES } from "../graph";
import { mayEdit } from "../rights";
import { useDesigner, useDesignerState } from "../useDesigner";
import { ChoiceField, LongField, TextField } from "./fields";
import { END_LOGICS } from "./options";
import { Shares } from "./Shares";
import { SlaField } from "./SlaField";

/** What holds for the workflow as a whole: shown while nothing is selected. */
export function WorkflowPanel() {
  const { store } = useDesigner();
  const details = useDesignerState((s) => s.graph.details);
  const editable = useDesignerState((s) => s.facts.editable);
  const change = (fields: Partial<Details>, typing = true) =>
    runCommand(store, changeDetails(store.get().graph.details, fields), {
      streak: typing ? `details ${Object.keys(fields).join()}` : null,
      quiet: typing,
    });
  const locked = (field: keyof Details) => !mayEdit(editable, "details", field);
  return (
    <div className="dz-fields">
      <TextField
        label="Name"
        value={details.name}
        disabled={locked("name")}
        onChange={(name) => change({ name })}
        error={details.name.trim() ? null : "A workflow needs a name."}
      />
      <LongField
        label="Description"
        value={details.description}
        disabled={locked("description")}
        onChange={(description) => change({ description })}
      />
      <div className="dz-half">
        <TextField
          label="Department"
          value={details.department}
          disabled={locked("department")}
          onChange={(department) => change({ department })}
        />
        <TextField
          label="Category"
          value={details.category}
          disabled={locked("category")}
          onChange={(category) => change({ category })}
        />
      </div>
      <TextField
        label="Sub-category"
        value={details.subCategory}
        disabled={locked("subCategory")}
        onChange={(subCategory) => change({ subCategory })}
        help="Tickets with the same three land here."
      />
      <ChoiceField
        label="When a ticket is done"
        value={details.endLogic}
        options={END_LOGICS}
        disabled={locked("endLogic")}
        onChange={(endLogic) => change({ endLogic }, false)}
      />
      <fieldset className="dz-slas">
        <legend className="label">Time promised for a ticket</legend>
        {PRIORITIES.map((priority) => (
          <SlaField
            key={priority}
            priority={priority}
            details={details}
            disabled={locked(priority)}
            onChange={(seconds) => change({ [priority]: seconds })}
          />
        ))}
      </fieldset>
      <Shares />
    </div>
  );
}

import { useState } from "react";
import { connect, onlyStep } from "../acts";
import { stepsInOrder } from "../derived";
import { ChoiceField, TextField } from "../panel/fields";
import { stepOptions } from "../panel/options";
import { useDesigner, useDesignerState } from "../useDesigner";
import { Dialog } from "./Dialog";

/** Connects by choosing from lists, without a pointer. */
export function ConnectDialog() {
  const { store } = useDesigner();
  const options = useDesignerState((s) => stepOptions(stepsInOrder(s.graph.steps)));
  const [from, setFrom] = useState(() => onlyStep(store.get().selection) ?? options[0]?.[0] ?? "");
  const targets = options.filter(([id]) => id !== from);
  const [wanted, setWanted] = useState("");
  const [name, setName] = useState("");
  const to = targets.some(([id]) => id === wanted) ? wanted : (targets[0]?.[0] ?? "");
  const close = () => store.set({ dialog: null });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    close();
    connect(store, from, to, undefined, name);
  };
  return (
    <Dialog title="Connect two steps" onClose={close}>
      <form className="dz-fields" onSubmit={submit}>
        <ChoiceField label="From step" value={from} options={options} onChange={setFrom} />
        <ChoiceField label="To step" value={to} options={targets} onChange={setWanted} />
        <TextField
          label="Name of the choice"
          value={name}
          onChange={setName}
          help="Left blank, it gets one you can change at once."
        />
        <div className="row">
          <button type="submit" className="btn primary">
            Connect
          </button>
          <button type="button" className="btn quiet" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

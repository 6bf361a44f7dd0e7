import { useState } from "react";
import { moveWorkflow } from "../moves";
import { CheckField } from "../panel/fields";
import { sayCount } from "../problems/read";
import { useDesigner, useDesignerState } from "../useDesigner";
import { Dialog } from "./Dialog";

/** Warnings do not forbid a move, but want to be read first. */
export function WarningsDialog({ move }: { move: "deploy" | "initialize" }) {
  const { store, doors, saver } = useDesigner();
  const problems = useDesignerState((s) => s.problems);
  const [read, setRead] = useState(false);
  const warnings = problems.filter((p) => p.severity === "warning");
  const word = move === "deploy" ? "Deploy" : "Initialize";
  return (
    <Dialog title={`${word} with ${sayCount(warnings.length, "warning")}?`} onClose={() => store.set({ dialog: null })}>
      <ul className="dz-changed">
        {warnings.map((p, at) => (
          <li key={at}>
            {p.sentence} <span className="dim tiny">{p.code}</span>
          </li>
        ))}
      </ul>
      <CheckField label="I have read them and go on" checked={read} onChange={setRead} />
      <div className="row">
        <button
          type="button"
          className="btn primary"
          disabled={!read}
          onClick={() => void moveWorkflow(store, doors, saver, move)}
        >
          {word}
        </button>
        <button type="button" className="btn quiet" onClick={() => store.set({ dialog: null })}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

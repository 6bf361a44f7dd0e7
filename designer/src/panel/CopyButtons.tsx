import { Icon } from "../icons";
import { duplicateSelected } from "../pieces/acts";
import { copyByButton } from "../pieces/buttons";
import { useDesigner, useDesignerState } from "../useDesigner";

/** Copying the selected steps, and duplicating them: also for who has no keys. */
export function CopyButtons() {
  const { store } = useDesigner();
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const none = useDesignerState((s) => s.selection.steps.size === 0);
  return (
    <div className="row">
      <button
        type="button"
        className="btn small"
        title="Copy (Ctrl C)"
        disabled={none}
        onClick={() => void copyByButton(store)}
      >
        <Icon name="copy" small />
        Copy
      </button>
      <button
        type="button"
        className="btn small"
        title="Duplicate (Ctrl D)"
        disabled={locked || none}
        onClick={() => duplicateSelected(store)}
      >
        <Icon name="duplicate" small />
        Duplicate
      </button>
    </div>
  );
}

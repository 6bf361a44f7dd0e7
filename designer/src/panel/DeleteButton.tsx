import { deleteSelected } from "../acts";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";

/** Deletes what is selected; undo brings it back. */
export function DeleteButton({ word }: { word: string }) {
  const { store } = useDesigner();
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  return (
    <div className="row">
      <button type="button" className="btn small danger" disabled={locked} onClick={() => deleteSelected(store)}>
        <Icon name="remove" small />
        {word}
      </button>
    </div>
  );
}

import { redo, undo } from "../acts";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";
import { HangingBox } from "./HangingBox";
import { HistoryList } from "./HistoryList";

/** Back, forward, and the list of all one did. */
export function UndoButtons() {
  const { store } = useDesigner();
  const last = useDesignerState((s) => s.history.done.at(-1)?.label);
  const next = useDesignerState((s) => s.history.undone.at(-1)?.label);
  return (
    <span className="dz-undo">
      <button
        type="button"
        className="btn icon quiet"
        disabled={!last}
        aria-label={last ? `Undo: ${last}` : "Undo"}
        title={last ? `Undo: ${last}` : "Nothing to undo"}
        onClick={() => undo(store)}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className="btn icon quiet"
        disabled={!next}
        aria-label={next ? `Redo: ${next}` : "Redo"}
        title={next ? `Redo: ${next}` : "Nothing to redo"}
        onClick={() => redo(store)}
      >
        <Icon name="redo" />
      </button>
      <HangingBox box="history" word="History" icon="history" hint="History (H)" className="btn icon quiet">
        <HistoryList />
      </HangingBox>
    </span>
  );
}

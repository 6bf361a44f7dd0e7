import { useDesigner, useDesignerState } from "../useDesigner";
import { stopConnecting } from "./connecting";

/** Says what to click next while a transition is drawn by clicking. */
export function ConnectHint() {
  const { store } = useDesigner();
  const from = useDesignerState((s) =>
    s.connecting?.from ? (s.graph.steps.get(s.connecting.from)?.name ?? "") : null,
  );
  return (
    <p className="dz-hint">
      {from === null ? (
        "Click the step it starts from"
      ) : (
        <span>
          From <b>{from}</b>: click the step it leads to
        </span>
      )}
      <button type="button" className="btn small" onClick={() => stopConnecting(store)}>
        Stop <kbd>Esc</kbd>
      </button>
    </p>
  );
}

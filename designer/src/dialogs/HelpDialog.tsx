import { useDesigner } from "../useDesigner";
import { Dialog } from "./Dialog";

const KEYS: readonly (readonly [string, string])[] = [
  ["N", "New step after the selected one"],
  ["C", "Connect: choose the target from a list"],
  ["F2", "Rename the selected step or transition"],
  ["I", "Insert a step on the selected transition"],
  ["Arrow keys", "Move the selected steps; with Shift four times as far"],
  ["Shift click, Shift drag", "Select several, or all in a box; so does the dotted square at the zoom"],
  ["Ctrl A", "Select everything"],
  ["Ctrl C, X, V", "Copy, cut, paste; also into another workflow"],
  ["Ctrl D", "Duplicate"],
  ["Ctrl F", "Find a step"],
  ["Delete", "Delete what is selected"],
  ["Ctrl Z", "Undo"],
  ["Ctrl Shift Z, Ctrl Y", "Redo"],
  ["H", "History: jump to any moment"],
  ["P, O", "To the properties, to the problems; Escape leads back"],
  ["Ctrl S", "Save now"],
  ["T", "Canvas or table"],
  ["Tab", "Next step or transition"],
  ["Enter, Escape", "Select, let go; Shift Enter selects one more"],
  ["?", "This help"],
];

/** Keys and gestures. */
export function HelpDialog() {
  const { store } = useDesigner();
  const close = () => store.set({ dialog: null });
  return (
    <Dialog title="How to draw" isWide onClose={close}>
      <p>
        Click Step, Start or End, or drag it onto the canvas. Drag from a dot at a step's edge to another step to
        connect them, or into the empty for a next step; or press Connect and click the two. Double-click a name to change it. Drop a new step on a
        transition to insert it there.
      </p>
      <dl className="dz-keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="tiny dim">Letters work while no field has the focus. The table does everything the canvas does.</p>
      <div className="row">
        <button type="button" className="btn primary" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

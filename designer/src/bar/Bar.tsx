import { PRIORITIES } from "../graph";
import type { Priority } from "../graph";
import { Icon } from "../icons";
import { toggleConnecting } from "../canvas/connecting";
import { sayDuration } from "../shares";
import { useDesigner, useDesignerState } from "../useDesigner";
import { PRIORITY_WORDS } from "../words";
import { Download } from "./Download";
import { Here } from "./Here";
import { Moves } from "./Moves";
import { Saved } from "./Saved";
import { StateTag } from "./StateTag";
import { TryIt } from "./TryIt";
import { UndoButtons } from "./UndoButtons";

/** The line above: state, saving, undo, the two views, times, the moves. */
export function Bar() {
  const { store } = useDesigner();
  const view = useDesignerState((s) => s.view);
  const show = (wanted: "canvas" | "table") => {
    if (store.get().connecting) toggleConnecting(store);
    store.set({ view: wanted, renaming: null });
  };
  return (
    <div className="dz-bar">
      <StateTag />
      <Saved />
      <span className="dz-sep" />
      <UndoButtons />
      <div className="dz-seg" role="group" aria-label="View">
        <button type="button" aria-pressed={view === "canvas"} onClick={() => show("canvas")}>
          <Icon name="canvas" small />
          Canvas
        </button>
        <button type="button" aria-pressed={view === "table"} onClick={() => show("table")}>
          <Icon name="table" small />
          Table <kbd aria-hidden="true">T</kbd>
        </button>
      </div>
      <span className="dz-bar-end">
        <Here />
        <Times />
        <TryIt />
        <Download />
        <button
          type="button"
          className="btn icon quiet dz-help"
          aria-label="Help: keys and gestures"
          title="Help (?)"
          onClick={() => store.set({ dialog: "help" })}
        >
          <Icon name="help" />
        </button>
        <Moves />
      </span>
    </div>
  );
}

/** Which priority the times on the steps are for. */
function Times() {
  const { store } = useDesigner();
  const priority = useDesignerState((s) => s.priority);
  const details = useDesignerState((s) => s.graph.details);
  return (
    <label className="dz-times-at">
      <Icon name="clock" />
      <span>Times at</span>
      <select
        aria-label="Times at priority"
        value={priority}
        onChange={(event) => store.set({ priority: event.target.value as Priority })}
      >
        {PRIORITIES.map((p) => {
          const seconds = details[p];
          return (
            <option
              key={p}
              value={p}
            >{`${PRIORITY_WORDS[p].toLowerCase()}, ${seconds === null ? "no promise" : sayDuration(seconds)}`}</option>
          );
        })}
      </select>
    </label>
  );
}

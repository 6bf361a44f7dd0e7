import { Icon } from "../icons";
import type { SaveState } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";
import { sayTime } from "../words";

const LOOKS: Record<SaveState["kind"], { icon: string; look: string }> = {
  saved: { icon: "check", look: "is-ok" },
  unsaved: { icon: "wait", look: "is-wait" },
  saving: { icon: "wait", look: "is-wait" },
  conflict: { icon: "warning", look: "is-late" },
  offline: { icon: "warning", look: "is-soon" },
  refused: { icon: "error", look: "is-late" },
};
const AGAIN: Partial<Record<SaveState["kind"], string>> = {
  offline: "Save now",
  refused: "Save now",
  conflict: "Choose",
};

/** Whether everything is on the server, always in sight. */
export function Saved() {
  const { saver } = useDesigner();
  const save = useDesignerState((s) => s.save);
  const { icon, look } = LOOKS[save.kind];
  const again = AGAIN[save.kind];
  return (
    <span className={`dz-saved ${look}`}>
      <span role="status" aria-label="Saving state">
        <Icon name={icon} small />
        <span className="dz-saved-words">{saySaveState(save)}</span>
      </span>
      {again && (
        <button type="button" className="btn small quiet" onClick={() => void saver.saveNow()}>
          {again}
        </button>
      )}
    </span>
  );
}

/** "Saved 12:04", "Unsaved", "Saving…", "Not saved: why". */
export function saySaveState(save: SaveState): string {
  if (save.kind === "saved") return save.at ? `Saved ${sayTime(save.at)}` : "Saved";
  if (save.kind === "unsaved") return "Unsaved";
  if (save.kind === "saving") return "Saving…";
  if (save.kind === "conflict") return "Not saved: two changed the same";
  if (save.kind === "offline") return "Not saved: no connection";
  return `Not saved: ${save.why}`;
}

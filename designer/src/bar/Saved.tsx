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

/** Whether everything is on the server, always in sight. */
export function Saved() {
  const { saver } = useDesigner();
  const save = useDesignerState((s) => s.save);
  const { icon, look } = LOOKS[save.kind];
  const again = save.kind === "refused" || save.kind === "offline";
  return (
    <span className={`dz-saved ${look}`}>
      <span role="status" aria-label="Saving state">
        <Icon name={icon} small />
        <span className="dz-saved-words">{saySaveState(save)}</span>
      </span>
      {again && (
        <button type="button" className="btn small quiet" onClick={() => void saver.saveNow()}>
          Save now
        </button>
      )}
    </span>
  );
}

/** "Saved 12:04", "Unsaved, saving soon", "Saving…", "Not saved: why". */
export function saySaveState(save: SaveState): string {
  if (save.kind === "saved") return save.at ? `Saved ${sayTime(save.at)}` : "Saved";
  if (save.kind === "unsaved") return "Unsaved, saving soon";
  if (save.kind === "saving") return "Saving…";
  if (save.kind === "conflict") return "Not saved: someone else saved first";
  if (save.kind === "offline") return "Not saved: no connection";
  return `Not saved: ${save.why}`;
}

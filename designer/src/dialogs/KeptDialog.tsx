import { dropKept, restoreKept } from "../keeping";
import type { KeptWork } from "../keptWork";
import { sayChanges } from "../keptWork";
import { useDesigner } from "../useDesigner";
import { Dialog } from "./Dialog";

/** Work of an earlier time that never reached the server: take it up again, or let it go. */
export function KeptDialog({ kept }: { kept: KeptWork }) {
  const { store, saver, place } = useDesigner();
  const when = kept.at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return (
    <Dialog title="You have unsaved work from earlier">
      <p>
        On {when} your last changes did not reach the server. This browser kept them: {sayChanges(kept.changes)}.
      </p>
      {kept.isOld && (
        <p className="note">
          The workflow was saved since.{" "}
          {kept.apart
            ? "Restoring merges both; where both changed the same, you are asked."
            : "Restoring puts your version over that one; one undo shows it again."}
        </p>
      )}
      <div className="row">
        <button type="button" className="btn primary" onClick={() => restoreKept(store, saver, place)}>
          Restore my work
        </button>
        <button type="button" className="btn" onClick={() => dropKept(store, place)}>
          Throw it away
        </button>
      </div>
    </Dialog>
  );
}

import { useState } from "react";
import { keepMine, takeTheirs } from "../conflict";
import type { Conflict } from "../store";
import { useDesigner } from "../useDesigner";
import { sayTime } from "../words";
import { Dialog } from "./Dialog";

/** Someone else saved first: what they changed, and the two ways on. */
export function ConflictDialog({ conflict }: { conflict: Conflict }) {
  const { store, doors, saver } = useDesigner();
  const [busy, setBusy] = useState(false);
  const who = conflict.by ?? "Someone else";
  const at = conflict.at ? new Date(conflict.at) : null;
  const when = at && !Number.isNaN(at.getTime()) ? ` at ${sayTime(at)}` : "";
  const choose = (way: () => Promise<void>) => {
    setBusy(true);
    void way().finally(() => setBusy(false));
  };
  return (
    <Dialog title={`${who} saved this workflow while you were drawing`}>
      <p>
        {conflict.by ? `${who} saved${when}. ` : `${conflict.sentence} `}Nothing you did is lost: it stays here, and
        undo brings it back.
      </p>
      {conflict.changed.length > 0 && (
        <>
          <h3>What changed there</h3>
          <ul className="dz-changed">
            {conflict.changed.map((sentence, i) => (
              <li key={i}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      <div className="row">
        <button
          type="button"
          className="btn primary"
          disabled={busy}
          onClick={() => choose(() => takeTheirs(store, doors))}
        >
          Take theirs
        </button>
        <button
          type="button"
          className="btn"
          disabled={busy}
          onClick={() => choose(() => keepMine(store, doors, saver))}
        >
          Keep mine over theirs
        </button>
      </div>
      <p className="tiny dim">
        Take theirs shows what {who} saved; one undo shows yours again. Keep mine saves your drawing, and their changes
        above go.
      </p>
    </Dialog>
  );
}

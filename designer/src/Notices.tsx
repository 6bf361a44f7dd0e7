import { Icon } from "./icons";
import { LatestNote } from "./LatestNote";
import { sayWhyNot } from "./rights";
import { useDesigner, useDesignerState } from "./useDesigner";

/** What one should know now: a refusal, a move that worked, or why nothing can be changed. */
export function Notices() {
  const { store, overview } = useDesigner();
  const notice = useDesignerState((s) => s.notice);
  const save = useDesignerState((s) => s.save);
  const facts = useDesignerState((s) => s.facts);
  return (
    <div className="dz-notices">
      {notice && (
        <p className="note here" role="alert">
          <Icon name="info" />
          <span>{notice}</span>
          <button
            type="button"
            className="btn icon quiet small"
            aria-label="Dismiss"
            onClick={() => store.set({ notice: null })}
          >
            <Icon name="close" small />
          </button>
        </p>
      )}
      <LatestNote />
      {save.kind === "offline" && (
        <p className="note soon" role="alert">
          <Icon name="warning" />
          <span>
            {save.why} What you draw is kept in this browser and saved as soon as the server answers again.
          </span>
        </p>
      )}
      {save.kind === "refused" && (
        <p className="note late" role="alert">
          <Icon name="error" />
          <span>Not saved: {save.why} What you draw is kept in this browser.</span>
        </p>
      )}
      {facts.editable !== "all" && (
        <div className="note">
          <Icon name="info" />
          <span>{sayWhyNot(facts)}</span>
          <a className="btn small quiet" href={overview}>
            To the workflow's page
          </a>
        </div>
      )}
    </div>
  );
}

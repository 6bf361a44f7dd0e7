import { Icon } from "./icons";
import { moveWorkflow } from "./moves";
import { sayWhyNot } from "./rights";
import { useDesigner, useDesignerState } from "./useDesigner";

/** What one should know now: a refusal, a move that worked, or why nothing can be changed. */
export function Notices() {
  const { store, doors, saver, overview } = useDesigner();
  const notice = useDesignerState((s) => s.notice);
  const facts = useDesignerState((s) => s.facts);
  const state = facts.revisionStatus ?? facts.status;
  return (
    <div className="dz-notices">
      {notice && (
        <p className="note here" role="alert">
          <Icon name="info" /><span>{notice}</span>
          <button type="button" className="btn icon quiet small" aria-label="Dismiss" onClick={() => store.set({ notice: null })}><Icon name="close" small /></button>
        </p>
      )}
      {facts.editable !== "all" && (
        <div className="note">
          <Icon name="info" /><span>{state === "archived" ? "This workflow is archived. Restore it on its page to change it." : sayWhyNot(facts.editable)}</span>
          {facts.editable === "words" && !facts.revisionStatus && <button type="button" className="btn small" onClick={() => void moveWorkflow(store, doors, saver, "edit")}>Back to draft</button>}
          {(state === "initialized" || state === "paused") && <button type="button" className="btn small" onClick={() => void moveWorkflow(store, doors, saver, "revise")}>Start a revision</button>}
          <a className="btn small quiet" href={overview}>To the workflow's page</a>
        </div>
      )}
    </div>
  );
}

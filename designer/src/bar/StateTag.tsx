import type { WorkflowFacts } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";

/** What one is drawing: a draft, a revision that will become the next version, or something in use. */
export function StateTag() {
  const { overview } = useDesigner();
  const facts = useDesignerState((s) => s.facts);
  return (
    <a className="tag here dz-state" href={overview} title="To the workflow's page">
      {sayState(facts)}
    </a>
  );
}

/** "Draft", "Revision, becomes v4", "Deployed", "Initialized, v3". */
export function sayState({ status, revisionStatus, version }: WorkflowFacts): string {
  const next = (version ?? 0) + 1;
  if (revisionStatus)
    return revisionStatus === "draft" ? `Revision, becomes v${next}` : `Revision ${revisionStatus}, becomes v${next}`;
  const word = status.charAt(0).toUpperCase() + status.slice(1);
  return version && status !== "draft" ? `${word}, v${version}` : word;
}

import { sayCounts } from "./problems/read";
import { useDesignerState } from "./useDesigner";

/** What screen readers hear: acts and undo, and the count of problems when it changes. */
export function Live() {
  const said = useDesignerState((s) => s.said);
  const problems = useDesignerState((s) => s.problems);
  return (
    <>
      <div className="vh" aria-live="polite" data-testid="said">
        <span key={said.count}>{said.words}</span>
      </div>
      <div className="vh" aria-live="polite" data-testid="problem-count">{`Problems: ${sayCounts(problems)}`}</div>
    </>
  );
}

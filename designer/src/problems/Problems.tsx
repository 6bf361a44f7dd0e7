import { useState } from "react";
import { Icon } from "../icons";
import type { SaveState } from "../store";
import { useDesignerState } from "../useDesigner";
import { ProblemRow } from "./ProblemRow";
import { sayCount } from "./read";
import type { Severity } from "./read";

/** How many rows are drawn at once; a large workflow can have hundreds, and each costs the whole page. */
const PAGE = 50;
const TAGS: Record<Severity, string> = { error: "tag late", warning: "tag soon", info: "tag" };

/** True when a save failed before the server looked at what was drawn; what is merely unsaved is there in a moment. */
function isBehind(save: SaveState): boolean {
  return save.kind === "offline" || save.kind === "conflict" || (save.kind === "refused" && !save.isJudged);
}

/** All that is wrong or worth knowing, as the server found it at the last save. */
export function Problems() {
  const problems = useDesignerState((s) => s.problems);
  const behind = useDesignerState((s) => isBehind(s.save));
  const [open, setOpen] = useState(true);
  const [shown, setShown] = useState(PAGE);
  const counts = (["error", "warning", "info"] as const).map(
    (s) => [s, problems.filter((p) => p.severity === s).length] as const,
  );
  return (
    <section className="dz-probs" id="dz-problems" aria-label="Problems">
      <header>
        <h2>Problems</h2>
        {counts
          .filter(([, n]) => n > 0)
          .map(([s, n]) => (
            <span key={s} className={TAGS[s]}>
              <Icon name={s} small />
              {sayCount(n, s)}
            </span>
          ))}
        {problems.length === 0 && (
          <span className="tag ok">
            <Icon name="check" small />
            None
          </span>
        )}
        {behind && <span className="tiny dim">As of the last save</span>}
        <button
          type="button"
          className="btn icon quiet"
          aria-expanded={open}
          aria-label={open ? "Fold problems" : "Unfold problems"}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "down" : "up"} small />
        </button>
      </header>
      {open && problems.length > 0 && (
        <ul>
          {problems.slice(0, shown).map((p, at) => (
            <ProblemRow key={`${p.code} ${p.sentence} ${at}`} problem={p} />
          ))}
          {problems.length > shown && (
            <li className="dz-more">
              <span>{`${shown} of ${problems.length} are listed, the heaviest first.`}</span>
              <button type="button" className="btn small" onClick={() => setShown(shown + PAGE)}>
                Show {Math.min(PAGE, problems.length - shown)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

import { Fragment } from "react";
import { applyFix, showProblem } from "../acts";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";
import type { Problem } from "./read";

/** One problem: what, why, how tickets get there, and what mends it. */
export function ProblemRow({ problem }: { problem: Problem }) {
  const { store } = useDesigner();
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const somewhere = problem.steps.length + problem.transitions.length > 0;
  return (
    <li className={`problem ${problem.severity}`} data-code={problem.code}>
      <Icon name={problem.severity} />
      <div>
        <p>
          <span className="vh">{problem.severity}: </span>
          {somewhere ? (
            <button type="button" className="dz-sentence" onClick={() => showProblem(store, problem)}>
              {problem.sentence}
            </button>
          ) : (
            problem.sentence
          )}
          <span className="code">{problem.code}</span>
        </p>
        {problem.why && <p className="tiny">{problem.why}</p>}
        {problem.witness && (
          <p className="tiny">
            {typeof problem.witness === "string" ? problem.witness : <Way names={problem.witness} />}
          </p>
        )}
      </div>
      <div className="fix">
        {problem.fixes.map((fix) => (
          <button
            key={fix.label}
            type="button"
            className="btn small"
            disabled={locked}
            onClick={() => applyFix(store, fix)}
          >
            {fix.label}
          </button>
        ))}
        {somewhere && (
          <button
            type="button"
            className="btn small quiet"
            aria-label={`Show: ${problem.sentence}`}
            onClick={() => showProblem(store, problem)}
          >
            Show
          </button>
        )}
      </div>
    </li>
  );
}

/** A route in names: steps and the choices between them in turn. */
function Way({ names }: { names: readonly string[] }) {
  return (
    <>
      Tickets get there by{" "}
      <span className="way">
        {names.map((name, at) => (
          <Fragment key={at}>
            {at > 0 && <i> → </i>}
            <b>{name}</b>
          </Fragment>
        ))}
      </span>
    </>
  );
}

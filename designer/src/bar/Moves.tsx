import type { Move } from "../api";
import { Icon } from "../icons";
import { movesOf, moveWorkflow } from "../moves";
import { sayCount } from "../problems/read";
import { useDesigner, useDesignerState } from "../useDesigner";

/** Errors in the way, and the moves of the life cycle. Warnings are asked about first. */
export function Moves() {
  const { store, doors, saver } = useDesigner();
  const facts = useDesignerState((s) => s.facts);
  const errors = useDesignerState((s) => s.problems.filter((p) => p.severity === "error").length);
  const warnings = useDesignerState((s) => s.problems.filter((p) => p.severity === "warning").length);
  const start = (move: Move) => {
    if ((move === "deploy" || move === "initialize") && errors === 0 && warnings > 0) store.set({ dialog: move });
    else void moveWorkflow(store, doors, saver, move);
  };
  const moving = useDesignerState((s) => s.moving);
  const inTheWay = (move: Move) => errors > 0 && (move === "deploy" || move === "initialize");
  return (
    <>
      {errors > 0 && (
        <span className="tag late dz-errors">
          <Icon name="error" small />
          {sayCount(errors, "error")}
        </span>
      )}
      {movesOf(facts).map(({ move, label }, at) => (
        <button
          key={move}
          type="button"
          className={at === 0 ? "btn primary" : "btn"}
          aria-disabled={moving !== null || inTheWay(move) || undefined}
          title={inTheWay(move) ? `${sayCount(errors, "error")} in the way` : undefined}
          onClick={() => start(move)}
        >
          {label}
        </button>
      ))}
    </>
  );
}

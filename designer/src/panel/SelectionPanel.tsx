import { runCommand } from "../acts";
import type { Way } from "../arrange";
import { arrangeSteps, sayWay, sayWhere } from "../arrange";
import { sayCount } from "../problems/read";
import { mayEdit } from "../rights";
import { useDesigner, useDesignerState } from "../useDesigner";
import { CopyButtons } from "./CopyButtons";
import { DeleteButton } from "./DeleteButton";
import { WaySign } from "./WaySign";

const ROWS: readonly (readonly [string, readonly Way[]])[] = [
  ["Align", ["left", "middle", "right", "top", "centre", "bottom"]],
  ["Distribute", ["across", "down"]],
];

/** What can be done with several elements at once. */
export function SelectionPanel() {
  const { store } = useDesigner();
  const { steps, transitions } = useDesignerState((s) => s.selection);
  const editable = useDesignerState((s) => s.facts.editable);
  const fixed = !mayEdit(editable, "step-fields", "x");
  const arrange = (way: Way) => runCommand(store, arrangeSteps(store.get().graph, steps, way));
  const many = [steps.size && sayCount(steps.size, "step"), transitions.size && sayCount(transitions.size, "transition")]
    .filter(Boolean)
    .join(" and ");
  return (
    <div className="dz-fields">
      <p>{many} selected. Drag or press the arrow keys to move them together.</p>
      {ROWS.map(([word, ways]) => (
        <div key={word} className="field" role="group" aria-label={word}>
          <span className="label" aria-hidden="true">
            {word}
          </span>
          <span className="dz-ways">
            {ways.map((way) => (
              <button
                key={way}
                type="button"
                className="btn"
                aria-label={sayWay(way)}
                title={sayWay(way)}
                disabled={fixed || steps.size < (word === "Align" ? 2 : 3)}
                onClick={() => arrange(way)}
              >
                <WaySign way={way} />
                {sayWhere(way)}
              </button>
            ))}
          </span>
        </div>
      ))}
      <CopyButtons />
      <p className="tiny dim">What you copy can be pasted (Ctrl V) here, in another workflow or in another tab.</p>
      <DeleteButton word={`Delete ${many}`} />
    </div>
  );
}

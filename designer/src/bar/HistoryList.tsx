import { jumpTo } from "../acts";
import { listMoments } from "../history";
import { useDesigner, useDesignerState } from "../useDesigner";
import { classes } from "../words";

/** Everything one did, the newest first; choosing an entry makes the drawing what it was right after it. */
export function HistoryList() {
  const { store } = useDesigner();
  const history = useDesignerState((s) => s.history);
  const moments = listMoments(history);
  return (
    <>
      <h2>History</h2>
      {moments.length === 1 && <p className="dim tiny">Nothing was done yet.</p>}
      <ol className="dz-moments">
        {moments.map(({ place, label, isNow, isUndone }) => (
          <li key={place}>
            <button
              type="button"
              className={classes(isNow && "is-now", isUndone && "is-undone")}
              aria-current={isNow ? "step" : undefined}
              onClick={() => jumpTo(store, place)}
            >
              <span>{place === 0 ? "As it was opened" : label}</span>
              {isNow && <span className="dim tiny">now</span>}
              {isUndone && <span className="dim tiny">undone</span>}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

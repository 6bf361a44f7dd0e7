import { showRoute } from "../acts";
import { remember } from "../derived";
import type { Graph } from "../graph";
import type { Route } from "../routes";
import { findHeaviest, findLightest, joinRoute, sayRoute } from "../routes";
import { sayDuration, sayShare, sumWeights } from "../shares";
import { useDesigner, useDesignerState } from "../useDesigner";

const both = remember((steps: Graph["steps"], transitions: Graph["transitions"]) => ({
  heaviest: findHeaviest({ steps, transitions }),
  lightest: findLightest({ steps, transitions }),
}));

/** The ways through the workflow that use most and least of the promised time. */
export function Routes() {
  const { heaviest, lightest } = useDesignerState((s) => both(s.graph.steps, s.graph.transitions));
  if (!heaviest || !lightest) return <p className="tiny dim">Once a way leads to an end, its time is shown here.</p>;
  return (
    <div className="dz-routes">
      <OneRoute word="Heaviest route" route={heaviest} />
      <OneRoute word="Lightest route" route={lightest} />
    </div>
  );
}

function OneRoute({ word, route }: { word: string; route: Route }) {
  const { store } = useDesigner();
  const graph = useDesignerState((s) => s.graph);
  const total = useDesignerState((s) => s.graph.details[s.priority]);
  const sum = sumWeights(graph.steps.values());
  const seconds = total === null || sum === 0 ? null : Math.round((total * route.parts) / sum);
  const show = () => {
    store.set({ view: "canvas" });
    showRoute(store, word, joinRoute(graph, route));
  };
  return (
    <p>
      <span>
        <b>{word}</b>{" "}
        <span className="num">
          {sayShare(route.parts)}
          {seconds !== null && `, ${sayDuration(seconds)}`}
        </span>
      </span>
      <button type="button" className="btn small quiet" aria-label={`Show: ${word}`} onClick={show}>
        Show
      </button>
      <span className="tiny">{sayRoute(graph, route)}</span>
    </p>
  );
}

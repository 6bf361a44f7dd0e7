import { useReactFlow } from "@xyflow/react";
import { Icon } from "../icons";
import { say } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";

/** Nearer, farther, everything; and what drawing on the canvas does, moving it or selecting. */
export function Zoom({ onFit }: { onFit: () => void }) {
  const flow = useReactFlow();
  const { store } = useDesigner();
  const picking = useDesignerState((s) => s.picking);
  const pick = () => {
    store.set({ picking: !picking });
    say(store, picking ? "Drawing on the canvas moves it" : "Drawing on the canvas selects; a press takes one more");
  };
  return (
    <div className="dz-zoom" role="group" aria-label="Zoom and select">
      <button
        type="button"
        className="btn icon"
        aria-label="Zoom in"
        title="Zoom in"
        onClick={() => void flow.zoomIn()}
      >
        <Icon name="plus" small />
      </button>
      <button
        type="button"
        className="btn icon"
        aria-label="Zoom out"
        title="Zoom out"
        onClick={() => void flow.zoomOut()}
      >
        <Icon name="minus" small />
      </button>
      <button type="button" className="btn icon" aria-label="Show everything" title="Show everything" onClick={onFit}>
        <Icon name="fit" small />
      </button>
      <button
        type="button"
        className="btn icon"
        aria-label="Select several"
        aria-pressed={picking}
        title="Select several: draw around them, or press one after another"
        onClick={pick}
      >
        <Icon name="pick" small />
      </button>
    </div>
  );
}

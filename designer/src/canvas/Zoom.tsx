import { useReactFlow } from "@xyflow/react";
import { Icon } from "../icons";

/** Nearer, farther, everything. */
export function Zoom({ onFit }: { onFit: () => void }) {
  const flow = useReactFlow();
  return (
    <div className="dz-zoom" role="group" aria-label="Zoom">
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
    </div>
  );
}

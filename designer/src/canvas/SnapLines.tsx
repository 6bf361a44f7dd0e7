import { ViewportPortal } from "@xyflow/react";
import { STEP_HEIGHT, STEP_WIDTH } from "../shape";
import type { Lines } from "../snapping";

const FAR = 20_000;

/** The lines a dragged step has caught on: through the middle of the steps that stand in line. */
export function SnapLines({ lines }: { lines: Lines }) {
  if (lines.x === null && lines.y === null) return null;
  const x = (lines.x ?? 0) + STEP_WIDTH / 2;
  const y = (lines.y ?? 0) + STEP_HEIGHT / 2;
  return (
    <ViewportPortal>
      <svg className="dz-snap" aria-hidden="true" width="1" height="1">
        {lines.x !== null && <path d={`M${x} ${-FAR}V${FAR}`} />}
        {lines.y !== null && <path d={`M${-FAR} ${y}H${FAR}`} />}
      </svg>
    </ViewportPortal>
  );
}

import { useReactFlow, useStore } from "@xyflow/react";
import { memo, useDeferredValue, useState } from "react";
import type { PointerEvent, WheelEvent } from "react";
import type { StepNodeType } from "./flow";
import type { Box } from "./smallMap";
import { boxAround, outlineSteps, pointAt, traceBox } from "./smallMap";

/**
 * The whole drawing in small: one path for each kind of step, however many there are. Press or drag to look there.
 * It is drawn once the canvas has shown what changed.
 */
export function SmallMap({ nodes: now }: { nodes: readonly StepNodeType[] }) {
  const nodes = useDeferredValue(now);
  const flow = useReactFlow();
  const [x, y, zoom] = useStore((s) => s.transform);
  const width = useStore((s) => s.width);
  const height = useStore((s) => s.height);
  const [held, setHeld] = useState<Box | null>(null);
  const seen = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  const box = held ?? boxAround(nodes, seen);
  const look = (event: PointerEvent<SVGSVGElement>) => {
    const at = pointAt(box, event.currentTarget.getBoundingClientRect(), event.clientX, event.clientY);
    void flow.setCenter(at.x, at.y, { zoom, duration: 0 });
  };
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld(box);
    look(event);
  };
  const onWheel = (event: WheelEvent) => void flow.zoomTo(zoom * 2 ** (-event.deltaY * 0.002), { duration: 0 });
  return (
    <div className="dz-minimap">
      <svg
        role="img"
        aria-label="Small map of the workflow"
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => held && look(event)}
        onPointerUp={() => setHeld(null)}
        onPointerCancel={() => setHeld(null)}
        onWheel={onWheel}
      >
        <Steps nodes={nodes} />
        <path className="dz-minimap-mask" fillRule="evenodd" d={traceBox(box) + traceBox(seen)} />
      </svg>
    </div>
  );
}

/** Drawn again only when a step changed, not while one looks around. */
const Steps = memo(function Steps({ nodes }: { nodes: readonly StepNodeType[] }) {
  return outlineSteps(nodes).map(({ kind, path }) => <path key={kind} className={`is-${kind}`} d={path} />);
});

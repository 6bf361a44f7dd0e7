import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, Position } from "@xyflow/react";
import type { EdgeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { selectTransition } from "../acts";
import { Icon } from "../icons";
import { mayEdit } from "../rights";
import { useDesigner } from "../useDesigner";
import { classes } from "../words";
import type { TransitionEdgeType } from "./flow";
import { DetailContext } from "./StepNode";
import { Rename } from "./Rename";

/** One transition: a line with its name; ways back are violet with a return sign, neighbours run in lanes. */
export const TransitionEdge = memo(function TransitionEdge(props: EdgeProps<TransitionEdgeType>) {
  const { id, data, selected } = props;
  const { store } = useDesigner();
  const plain = useContext(DetailContext) !== "all";
  if (!data) return null;
  const { path, x, y } = drawLine(props, data.lane);
  const kind = selected ? "picked" : data.onRoute ? "route" : data.mark?.severity === "error" ? "error" : data.isBack ? "back" : "plain";
  const beginRename = () =>
    mayEdit(store.get().facts.editable, "transition-fields", "name") && store.set({ renaming: id });
  const place = { left: x, top: y };
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={`dz-edge is-${kind}`}
        markerEnd={`url(#dz-arrow-${kind})`}
        interactionWidth={18}
      />
      {(!plain || data.renaming) && (
        <EdgeLabelRenderer>
          <div className="dz-label-place nodrag nopan" style={place}>
            {data.renaming ? (
              <Rename id={id} name={data.transition.name} label="Name of the transition" />
            ) : (
              <button
                type="button"
                className={classes("dz-label", `is-${kind}`)}
                data-transition={id}
                aria-label={data.name}
                aria-pressed={selected ?? false}
                title={data.mark?.sentences.join("\n") || undefined}
                onClick={() => selectTransition(store, id)}
                onDoubleClick={beginRename}
              >
                {data.isBack && <Icon name="back" small />}
                {data.mark && <b>!</b>}
                <span>{data.transition.name || "(no name)"}</span>
                {data.transition.noteRequired && <Icon name="note" small />}
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

const INSET = 4;

function drawLine(props: EdgeProps<TransitionEdgeType>, lane: number): { path: string; x: number; y: number } {
  const from = shift(props.sourceX, props.sourceY, props.sourcePosition, lane, INSET);
  const to = shift(props.targetX, props.targetY, props.targetPosition, lane, INSET - 1);
  const sameSide = props.sourcePosition === props.targetPosition;
  const span = Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y));
  const [path, x, y] = getSmoothStepPath({
    sourceX: from.x,
    sourceY: from.y,
    sourcePosition: props.sourcePosition,
    targetX: to.x,
    targetY: to.y,
    targetPosition: props.targetPosition,
    borderRadius: 10,
    offset: sameSide ? 26 + Math.min(60, span / 16) + Math.abs(lane) * 20 : 20,
  });
  const upright = !isSideways(props.sourcePosition) && !isSideways(props.targetPosition);
  const nearSource = lane !== 0 && upright && !sameSide ? Math.sign(from.y - to.y) * 14 : 0;
  return { path, x, y: y + nearSource };
}

function isSideways(position: Position): boolean {
  return position === Position.Left || position === Position.Right;
}

function shift(x: number, y: number, position: Position, lane: number, inset: number): { x: number; y: number } {
  const aside = Math.max(-72, Math.min(72, lane * 48));
  if (position === Position.Left) return { x: x + inset, y: y + aside * 0.6 };
  if (position === Position.Right) return { x: x - inset, y: y + aside * 0.6 };
  return { x: x + aside, y: position === Position.Top ? y + inset : y - inset };
}

import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, Position } from "@xyflow/react";
import type { EdgeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { selectTransition } from "../acts";
import { Icon } from "../icons";
import { mayEdit } from "../rights";
import { useDesigner, useDesignerState } from "../useDesigner";
import { classes, nameTransition } from "../words";
import type { TransitionEdgeType, TransitionView } from "./flow";
import { DetailContext } from "./StepNode";
import { Rename } from "./Rename";
import { mayOverflow } from "./textRoom";

const TEXT_ROOM = 112;

/** One transition: a line with its name; ways back are violet with a return sign, neighbours run in lanes. */
export const TransitionEdge = memo(function TransitionEdge(props: EdgeProps<TransitionEdgeType>) {
  const { id, data, selected } = props;
  const plain = useContext(DetailContext) !== "all";
  if (!data) return null;
  const { path, x, y } = drawLine(props, data.lane);
  const kind = selected ? "picked" : data.onRoute ? "route" : data.mark?.severity === "error" ? "error" : data.isBack ? "back" : "plain";
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
          <div className="dz-label-place nodrag nopan" style={{ left: x, top: y }}>
            {data.renaming ? (
              <Rename id={id} name={data.transition.name} label="Name of the transition" />
            ) : (
              <TransitionName data={data} kind={kind} selected={selected ?? false} />
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** The name on the line: a press selects the transition, two let it be named. */
function TransitionName({ data, kind, selected }: { data: TransitionView; kind: string; selected: boolean }) {
  const { store } = useDesigner();
  const transition = useDesignerState((s) => s.graph.transitions.get(data.transition.id) ?? data.transition);
  const { id, from, to, name, noteRequired } = transition;
  const ends = {
    from: useDesignerState((s) => s.graph.steps.get(from)?.name ?? ""),
    to: useDesignerState((s) => s.graph.steps.get(to)?.name ?? ""),
  };
  const beginRename = () =>
    mayEdit(store.get().facts.editable, "transition-fields", "name") && store.set({ renaming: id });
  const shown = name || "(no name)";
  return (
    <button
      type="button"
      className={classes("dz-label", `is-${kind}`)}
      data-transition={id}
      aria-label={nameTransition(transition, data.isBack, data.mark, ends)}
      aria-pressed={selected}
      title={data.mark?.sentences.join("\n") || undefined}
      onClick={() => selectTransition(store, id)}
      onDoubleClick={beginRename}
    >
      {data.isBack && <Icon name="back" small />}
      {data.mark && <b>!</b>}
      {mayOverflow(shown, 12, TEXT_ROOM) ? <span className="is-long">{shown}</span> : shown}
      {noteRequired && <Icon name="note" small />}
    </button>
  );
}

const INSET = 4;
/** A name on a line with a little air: so far apart lie neighbours' names, and lines that run around one another. */
const NAME_HEIGHT = 28;

/** Lines of one corridor run beside one another; those that leave and enter by the same side, around one another. */
function drawLine(props: EdgeProps<TransitionEdgeType>, lane: number): { path: string; x: number; y: number } {
  const sameSide = props.sourcePosition === props.targetPosition;
  const upright = !isSideways(props.sourcePosition) && !isSideways(props.targetPosition);
  const outward = upright ? props.targetX - props.sourceX : props.targetY - props.sourceY;
  const apart = sameSide ? lane * (Math.sign(outward) || 1) : lane;
  const from = shift(props.sourceX, props.sourceY, props.sourcePosition, sameSide ? -apart : apart, INSET);
  const to = shift(props.targetX, props.targetY, props.targetPosition, apart, INSET - 1);
  const span = Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y));
  const [path, x, y] = getSmoothStepPath({
    sourceX: from.x,
    sourceY: from.y,
    sourcePosition: props.sourcePosition,
    targetX: to.x,
    targetY: to.y,
    targetPosition: props.targetPosition,
    borderRadius: 10,
    offset: sameSide ? Math.max(20, 26 + Math.min(60, span / 16) + lane * NAME_HEIGHT) : 20,
  });
  // Where the lines stand upright their names would lie side by side, each on the next line.
  return { path, x, y: upright !== sameSide ? y + lane * NAME_HEIGHT : y };
}

function isSideways(position: Position): boolean {
  return position === Position.Left || position === Position.Right;
}

/** Where the line really ends; in tenths, for what is measured lies a hair beside them and would bend straight lines. */
function shift(measuredX: number, measuredY: number, position: Position, lane: number, inset: number): { x: number; y: number } {
  const [x, y] = [Math.round(measuredX * 10) / 10, Math.round(measuredY * 10) / 10];
  const aside = Math.max(-72, Math.min(72, lane * 48));
  if (position === Position.Left) return { x: x + inset, y: y + aside * 0.6 };
  if (position === Position.Right) return { x: x - inset, y: y + aside * 0.6 };
  return { x: x + aside, y: position === Position.Top ? y + inset : y - inset };
}

/** What the pointer and React Flow's own keys do on the canvas. Made once: a new function would draw every step anew. */
import type { Connection, EdgeChange, FinalConnectionState, NodeChange, ReactFlowInstance } from "@xyflow/react";
import type { MouseEvent as ReactMouseEvent, RefObject } from "react";
import { connect, onlyStep, select, selectNothing, selectStep } from "../acts";
import type { Side } from "../graph";
import type { Lines } from "../snapping";
import { NO_LINES, snapToLines } from "../snapping";
import type { Store } from "../store";
import { pickWhileConnecting } from "./connecting";
import { moveAfterDrag, readDrag } from "./dragging";
import type { Places, StepNodeType, TransitionEdgeType } from "./flow";
import { addNext, insertDropped, transitionAt } from "./inserting";

type Flow = ReactFlowInstance<StepNodeType, TransitionEdgeType>;

/** What gestures work on, and where they show steps that are being dragged and the lines these catch on. */
interface Ground {
  readonly store: Store;
  readonly flow: Flow;
  readonly wrapper: RefObject<HTMLDivElement | null>;
  readonly setPlaces: (places: Places | null) => void;
  readonly setLines: (lines: Lines) => void;
}

export function makeGestures({ store, flow, wrapper, setPlaces, setLines }: Ground) {
  let held: Places | null = null;
  let pointer = { x: 0, y: 0 };
  const hold = (places: Places | null) => {
    held = places;
    setPlaces(places);
  };
  const focus = () => wrapper.current?.focus({ preventScroll: true });

  const onNodesChange = (changes: NodeChange<StepNodeType>[]) => {
    takeSelection(store, changes, "steps");
    const drag = readDrag(changes);
    if (drag.places.size === 0) return;
    const byPointer = drag.moving || held !== null;
    const caught = byPointer ? snapToLines(store.get().graph.steps, drag.places) : { ...drag, lines: NO_LINES };
    setLines(drag.moving ? caught.lines : NO_LINES);
    if (drag.moving) return hold(held ? new Map([...held, ...caught.places]) : caught.places);
    if (!byPointer || !insertDropped(store, caught.places, transitionAt(pointer)))
      moveAfterDrag(store, caught.places, byPointer);
    hold(null);
  };
  const onConnect = ({ source, target, sourceHandle, targetHandle }: Connection) =>
    void connect(store, source, target, { fromSide: sourceHandle as Side | null, toSide: targetHandle as Side | null });
  /** A line let go in the empty makes the next step there; one hardly drawn is a slip of the hand. */
  const onConnectEnd = (event: MouseEvent | TouchEvent, { fromNode, fromHandle, from, toNode }: FinalConnectionState) => {
    const at = "changedTouches" in event ? event.changedTouches[0] : event;
    if (!fromNode || !at || toNode || !(event.target as Element).closest(".react-flow__pane")) return;
    const point = flow.screenToFlowPosition({ x: at.clientX, y: at.clientY });
    if (from && Math.hypot(point.x - from.x, point.y - from.y) < 60) return;
    addNext(store, fromNode.id, point, (fromHandle?.id ?? null) as Side | null);
  };
  return {
    /** Where the pointer is, for what is dropped there. */
    follow: (event: { clientX: number; clientY: number }) => {
      pointer = { x: event.clientX, y: event.clientY };
    },
    given: {
      onNodesChange,
      onEdgesChange: (changes: EdgeChange<TransitionEdgeType>[]) => takeSelection(store, changes, "transitions"),
      onConnect,
      onConnectEnd,
      onSelectionEnd: focus,
      onPaneClick: () => {
        if (!store.get().connecting) selectNothing(store);
        focus();
      },
      onNodeClick: (event: ReactMouseEvent, node: StepNodeType) => {
        if (!pickWhileConnecting(store, node.id)) clickStep(store, node.id, event);
      },
    },
  };
}

/** A plain click on one of several selected steps means that one; React Flow leaves them all selected. */
function clickStep(store: Store, id: string, { shiftKey, ctrlKey, metaKey }: ReactMouseEvent): void {
  const { selection, picking } = store.get();
  if (!shiftKey && !ctrlKey && !metaKey && !picking && onlyStep(selection) !== id) selectStep(store, id);
}

function takeSelection(
  store: Store,
  changes: (NodeChange<StepNodeType> | EdgeChange<TransitionEdgeType>)[],
  of: "steps" | "transitions",
): void {
  const chosen = changes.filter((c) => c.type === "select");
  if (chosen.length === 0 || store.get().connecting) return;
  const selection = store.get().selection;
  const ids = new Set(selection[of]);
  for (const change of chosen) ids[change.selected ? "add" : "delete"](change.id);
  select(store, { ...selection, [of]: ids });
}

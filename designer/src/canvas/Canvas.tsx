import {
  Background,
  ConnectionMode,
  MiniMap,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore as useFlow,
} from "@xyflow/react";
import type { Connection, EdgeChange, FinalConnectionState, NodeChange } from "@xyflow/react";
import { useRef, useState } from "react";
import { connect, onlyStep, select, selectNothing } from "../acts";
import type { Side } from "../graph";
import { Icon } from "../icons";
import type { Lines } from "../snapping";
import { NO_LINES, snapToLines } from "../snapping";
import { sayCount } from "../problems/read";
import type { Store } from "../store";
import { say } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";
import { pickWhileConnecting } from "./connecting";
import { ConnectHint } from "./ConnectHint";
import { moveAfterDrag, readDrag } from "./dragging";
import { showBeginning, showSteps } from "./fit";
import { FlowBuilder } from "./flow";
import type { Places, StepNodeType, TransitionEdgeType } from "./flow";
import { Arrows } from "./Arrows";
import { EmptyCanvas } from "./EmptyCanvas";
import { FindBox } from "./FindBox";
import { addNext, insertDropped, transitionAt } from "./inserting";
import { RouteNote } from "./RouteNote";
import { SnapLines } from "./SnapLines";
import { PlainContext, StepNode } from "./StepNode";
import { TransitionEdge } from "./TransitionEdge";
import { useColorMode } from "./useColorMode";
import { useDropping } from "./useDropping";
import { useSight } from "./useSight";
import { Zoom } from "./Zoom";

const NODE_TYPES = { step: StepNode };
const EDGE_TYPES = { transition: TransitionEdge };
const GRID: [number, number] = [10, 10];
const MANY = 300;
const PICK_MORE = ["Shift", "Control", "Meta"];

/** The drawing itself. */
export function Canvas() {
  const { store } = useDesigner();
  const state = useDesignerState((s) => s);
  const flow = useReactFlow<StepNodeType, TransitionEdgeType>();
  const [places, setPlaces] = useState<Places | null>(null);
  const [lines, setLines] = useState<Lines>(NO_LINES);
  const pointer = useRef({ x: 0, y: 0 });
  const [builder] = useState(() => new FlowBuilder());
  const wrapper = useRef<HTMLDivElement>(null);
  const plain = useFlow((s) => s.transform[2] < 0.5);
  const colorMode = useColorMode();
  const dropping = useDropping();
  useSight(wrapper);

  const nodes = builder.buildNodes(state, places);
  const edges = builder.buildEdges(state, places);

  const onNodesChange = (changes: NodeChange<StepNodeType>[]) => {
    takeSelection(changes, "steps");
    const drag = readDrag(changes);
    if (drag.places.size === 0) return;
    const byPointer = drag.moving || places !== null;
    const caught = byPointer ? snapToLines(store.get().graph.steps, drag.places) : { ...drag, lines: NO_LINES };
    setLines(drag.moving ? caught.lines : NO_LINES);
    if (drag.moving) return setPlaces((old) => new Map([...(old ?? []), ...caught.places]));
    if (!byPointer || !insertDropped(store, caught.places, transitionAt(pointer.current)))
      moveAfterDrag(store, caught.places, byPointer);
    setPlaces(null);
  };
  const takeSelection = (
    changes: (NodeChange<StepNodeType> | EdgeChange<TransitionEdgeType>)[],
    of: "steps" | "transitions",
  ) => {
    const chosen = changes.filter((c) => c.type === "select");
    if (chosen.length === 0 || store.get().connecting) return;
    const selection = store.get().selection;
    const ids = new Set(selection[of]);
    for (const change of chosen) ids[change.selected ? "add" : "delete"](change.id);
    select(store, { ...selection, [of]: ids });
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
  const onPaneClick = () => {
    if (!store.get().connecting) selectNothing(store);
    wrapper.current?.focus({ preventScroll: true });
  };

  const count = `${nodes.length} steps, ${edges.length} transitions`;
  return (
    <div
      className="dz-canvas"
      id="dz-canvas"
      ref={wrapper}
      tabIndex={-1}
      role="group"
      aria-label={`Canvas: ${count}`}
      data-connecting={state.connecting !== null || undefined}
      data-route={state.route !== null || undefined}
      onKeyDownCapture={(event) => {
        if (event.key === "Enter" && event.shiftKey && pickOneMore(store, event.target as Element)) event.stopPropagation();
      }}
      onPointerMoveCapture={(event) => {
        pointer.current = { x: event.clientX, y: event.clientY };
      }}
      {...dropping}
    >
      <Arrows />
      <PlainContext value={plain}>
        <ReactFlow<StepNodeType, TransitionEdgeType>
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onEdgesChange={(changes) => takeSelection(changes, "transitions")}
          onConnect={onConnect}
          onConnectEnd={onConnectEnd}
          onSelectionEnd={() => wrapper.current?.focus({ preventScroll: true })}
          multiSelectionKeyCode={PICK_MORE}
          selectionMode={SelectionMode.Partial}
          onPaneClick={onPaneClick}
          onNodeClick={(_, node) => pickWhileConnecting(store, node.id)}
          connectionMode={ConnectionMode.Loose}
          connectionRadius={28}
          snapToGrid
          snapGrid={GRID}
          onInit={(made) => showBeginning(made, store.get().graph)}
          minZoom={0.1}
          maxZoom={2}
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          nodesFocusable
          edgesFocusable={false}
          edgesReconnectable={false}
          autoPanOnNodeFocus={false}
          onlyRenderVisibleElements={nodes.length > MANY}
          colorMode={colorMode}
          attributionPosition="top-right"
          aria-label="Drawing of the workflow"
          tabIndex={-1}
        >
          <SnapLines lines={lines} />
          <Background gap={20} size={2} />
          <MiniMap<StepNodeType>
            className="dz-minimap"
            pannable
            zoomable
            ariaLabel="Small map of the workflow"
            nodeClassName={(node) =>
              node.data.mark
                ? `is-${node.data.mark.severity}`
                : onlyStep(state.selection) === node.id
                  ? "is-picked"
                  : ""
            }
          />
        </ReactFlow>
      </PlainContext>
      <Zoom onFit={() => showSteps(flow, [...store.get().graph.steps.values()])} />
      {state.box === "find" ? (
        <FindBox />
      ) : (
        nodes.length > 0 && (
          <button
            type="button"
            className="btn icon dz-find-open"
            aria-label="Find a step"
            title="Find a step (Ctrl F)"
            onClick={() => store.set({ box: "find" })}
          >
            <Icon name="find" small />
          </button>
        )
      )}
      {state.connecting ? <ConnectHint /> : <RouteNote />}
      {nodes.length === 0 && <EmptyCanvas />}
    </div>
  );
}

/** Takes the focused step to those selected, or out of them; true when there is one. */
function pickOneMore(store: Store, target: Element): boolean {
  const id = target.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
  if (!id) return false;
  const { selection } = store.get();
  const steps = new Set(selection.steps);
  steps[steps.has(id) ? "delete" : "add"](id);
  select(store, { ...selection, steps });
  say(store, `${sayCount(steps.size, "step")} selected`);
  return true;
}

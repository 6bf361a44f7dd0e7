import {
  Background,
  ConnectionMode,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore as useFlow,
} from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import { select } from "../acts";
import { Icon } from "../icons";
import type { Lines } from "../snapping";
import { NO_LINES } from "../snapping";
import { sayCount } from "../problems/read";
import type { Store } from "../store";
import { say } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";
import { ConnectHint } from "./ConnectHint";
import { beginningOf, MANY, showSteps } from "./fit";
import type { Size } from "./fit";
import { FlowBuilder } from "./flow";
import type { Places, StepNodeType, TransitionEdgeType } from "./flow";
import { Arrows } from "./Arrows";
import { EmptyCanvas } from "./EmptyCanvas";
import { FindBox } from "./FindBox";
import { makeGestures } from "./gestures";
import { PickMore } from "./PickMore";
import { RouteNote } from "./RouteNote";
import { SmallMap } from "./SmallMap";
import { SnapLines } from "./SnapLines";
import { DetailContext, StepNode } from "./StepNode";
import { TransitionEdge } from "./TransitionEdge";
import { useColorMode } from "./useColorMode";
import { useDrawnState } from "./useDrawnState";
import { useDropping } from "./useDropping";
import { useSight } from "./useSight";
import { Zoom } from "./Zoom";

const NODE_TYPES = { step: StepNode };
const EDGE_TYPES = { transition: TransitionEdge };
const GRID: [number, number] = [10, 10];
const PICK_MORE = ["Shift", "Control", "Meta"];

/** The drawing, once it is known how large its place is: what it begins with follows from that. */
export function Canvas() {
  const [size, setSize] = useState<Size | null>(null);
  if (size) return <Drawing size={size} />;
  const measure = (place: HTMLDivElement | null) => {
    if (place) setSize(place.getBoundingClientRect());
  };
  return <div className="dz-canvas" ref={measure} />;
}

/** The drawing itself. */
function Drawing({ size }: { size: Size }) {
  const { store } = useDesigner();
  const state = useDrawnState();
  const box = useDesignerState((s) => s.box);
  const picking = useDesignerState((s) => s.picking);
  const flow = useReactFlow<StepNodeType, TransitionEdgeType>();
  const [places, setPlaces] = useState<Places | null>(null);
  const [lines, setLines] = useState<Lines>(NO_LINES);
  const [builder] = useState(() => new FlowBuilder());
  const wrapper = useRef<HTMLDivElement>(null);
  const gestures = useMemo(() => makeGestures({ store, flow, wrapper, setPlaces, setLines }), [store, flow]);
  const far = useFlow((s) => s.transform[2] < 0.5);
  const [beginning] = useState(() => beginningOf(store.get().graph, size));
  const colorMode = useColorMode();
  const dropping = useDropping();
  useSight(wrapper);

  const nodes = builder.buildNodes(state, places);
  const edges = builder.buildEdges(state, places);
  const many = nodes.length > MANY;

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
      data-picking={picking || undefined}
      data-route={state.route !== null || undefined}
      onKeyDownCapture={(event) => {
        if (event.key === "Enter" && event.shiftKey && pickOneMore(store, event.target as Element)) event.stopPropagation();
      }}
      onPointerMoveCapture={gestures.follow}
      {...dropping}
    >
      <Arrows />
      <DetailContext value={far ? (many ? "outline" : "name") : "all"}>
        <ReactFlow<StepNodeType, TransitionEdgeType>
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          {...gestures.given}
          defaultViewport={beginning}
          multiSelectionKeyCode={PICK_MORE}
          selectionOnDrag={picking}
          panOnDrag={!picking}
          selectionMode={SelectionMode.Partial}
          connectionMode={ConnectionMode.Loose}
          connectionRadius={28}
          snapToGrid
          snapGrid={GRID}
          minZoom={0.1}
          maxZoom={2}
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          nodesFocusable
          edgesFocusable={false}
          edgesReconnectable={false}
          autoPanOnNodeFocus={false}
          onlyRenderVisibleElements={many}
          colorMode={colorMode}
          attributionPosition="top-right"
          aria-label="Drawing of the workflow"
          tabIndex={-1}
        >
          {picking && <PickMore />}
          <SnapLines lines={lines} />
          <Background gap={20} size={2} />
          <SmallMap nodes={nodes} />
        </ReactFlow>
      </DetailContext>
      <Zoom onFit={() => showSteps(flow, [...store.get().graph.steps.values()])} />
      {box === "find" ? (
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

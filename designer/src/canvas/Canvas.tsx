import { Background, ConnectionMode, MiniMap, ReactFlow, useReactFlow, useStore as useFlow } from "@xyflow/react";
import type { Connection, EdgeChange, NodeChange } from "@xyflow/react";
import { useRef, useState } from "react";
import { connect, onlyStep, select, selectNothing } from "../acts";
import type { Side } from "../graph";
import { useDesigner, useDesignerState } from "../useDesigner";
import { pickWhileConnecting } from "./connecting";
import { ConnectHint } from "./ConnectHint";
import { moveAfterDrag, readDrag } from "./dragging";
import { showBeginning, showSteps } from "./fit";
import { FlowBuilder } from "./flow";
import type { Places, StepNodeType, TransitionEdgeType } from "./flow";
import { Arrows } from "./Arrows";
import { EmptyCanvas } from "./EmptyCanvas";
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

/** The drawing itself. */
export function Canvas() {
  const { store } = useDesigner();
  const state = useDesignerState((s) => s);
  const flow = useReactFlow<StepNodeType, TransitionEdgeType>();
  const [places, setPlaces] = useState<Places | null>(null);
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
    if (drag.moving) return setPlaces((old) => new Map([...(old ?? []), ...drag.places]));
    if (drag.places.size > 0) {
      moveAfterDrag(store, drag.places, places !== null);
      setPlaces(null);
    }
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
      {state.connecting && <ConnectHint />}
      {nodes.length === 0 && <EmptyCanvas />}
    </div>
  );
}

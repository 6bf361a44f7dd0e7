/** React Flow as it comes, with the same graph: what the designer is measured against. Built by the bench, never shipped. */
import { addEdge, ReactFlow, useEdgesState, useNodesState } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useCallback, useEffect } from "react";
import { createRoot } from "react-dom/client";

const PIECE = 100;
const asked = new URLSearchParams(location.search);
const graph = await (await fetch("graph.json")).json();
const firstNodes = graph.nodes.map(({ temp_id, name, design }) => ({
  id: temp_id,
  position: design,
  width: 184,
  height: 82,
  data: { label: name },
}));
const firstEdges = graph.edges.map((edge, at) => ({
  id: `e${at}`,
  source: edge.from_temp_id,
  target: edge.to_temp_id,
}));

function Bare() {
  const [nodes, setNodes, onNodesChange] = useNodesState(firstNodes);
  const [edges, setEdges, onEdgesChange] = useEdgesState(firstEdges);
  useEffect(() => {
    const press = (event) => {
      if (!event.ctrlKey) return;
      if (event.key === "z") {
        setNodes((old) => old.slice(0, firstNodes.length).map(putBack));
        setEdges((old) => old.slice(0, firstEdges.length));
      }
      if (event.key === "v") {
        setNodes((old) => [...old, ...copied(firstNodes, (node) => ({ selected: true, position: below(node) }))]);
        setEdges((old) => [...old, ...copied(firstEdges, (edge) => ({ source: `copy ${edge.source}`, target: `copy ${edge.target}` }))]);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [setNodes, setEdges]);
  const onConnect = useCallback((made) => setEdges((old) => addEdge(made, old)), [setEdges]);
  return (
    <div style={{ width: `${asked.get("width")}px`, height: `${asked.get("height")}px` }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        defaultViewport={{ x: 28, y: 64, zoom: 0.9 }}
        minZoom={0.1}
        onlyRenderVisibleElements
        selectionMode="partial"
        deleteKeyCode={null}
      />
    </div>
  );
}

/** The node where it was at first; one that never moved stays the very same. */
function putBack(node, at) {
  const { x, y } = firstNodes[at].position;
  return node.position.x === x && node.position.y === y ? node : { ...node, position: { x, y } };
}
const below = ({ position }) => ({ x: position.x, y: position.y + 100_000 });
const copied = (list, more) => list.slice(0, PIECE).map((one) => ({ ...one, id: `copy ${one.id}`, ...more(one) }));

createRoot(document.getElementById("root")).render(<Bare />);

/** React Flow as it comes, with the same graph: what the designer is measured against. Built by the bench, never shipped. */
import { addEdge, getNodesBounds, getViewportForBounds, ReactFlow, useEdgesState, useNodesState } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useCallback, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

const asked = new URLSearchParams(location.search);
const [width, height] = [Number(asked.get("width")), Number(asked.get("height"))];
const graph = await (await fetch("graph.json")).json();
/** Where the designer puts a copy, and how much room it leaves around what it shows. */
const BELOW = 140 + Math.max(...graph.nodes.map(({ design }) => design.y));
const ROOM = { top: "52px", right: "44px", bottom: "108px", left: "44px" };
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
  const flow = useRef(null);
  const [name, setName] = useState("");
  const [nodes, setNodes, onNodesChange] = useNodesState(firstNodes);
  const [edges, setEdges, onEdgesChange] = useEdgesState(firstEdges);
  const paste = useRef(null);
  /** The selected nodes once more, below all that is drawn, with the edges between them; and into sight. */
  paste.current = () => {
    const taken = nodes.filter(({ selected }) => selected);
    const by = BELOW - Math.min(...taken.map(({ position }) => position.y));
    const copies = taken.map((node) => ({ ...node, id: `copy ${node.id}`, position: moveDown(node, by) }));
    const ids = new Set(copies.map(({ id }) => id));
    const between = edges
      .map((edge) => ({ id: `copy ${edge.id}`, source: `copy ${edge.source}`, target: `copy ${edge.target}` }))
      .filter(({ source, target }) => ids.has(source) && ids.has(target));
    setNodes([...nodes.map((node) => (node.selected ? { ...node, selected: false } : node)), ...copies]);
    setEdges([...edges, ...between]);
    flow.current.setViewport(getViewportForBounds(getNodesBounds(copies), width, height, 0.1, 1, ROOM));
  };
  useEffect(() => {
    const press = (event) => {
      if (!event.ctrlKey) return;
      if (event.key === "z") {
        setNodes((old) => old.slice(0, firstNodes.length).map(putBack));
        setEdges((old) => old.slice(0, firstEdges.length));
      }
      if (event.key === "v") paste.current();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [setNodes, setEdges]);
  const onConnect = useCallback((made) => setEdges((old) => addEdge(made, old)), [setEdges]);
  const rename = ({ target }) => {
    setName(target.value);
    setNodes((old) => old.map((node) => (node.selected ? { ...node, data: { label: target.value } } : node)));
  };
  return (
    <>
      <input id="plain" aria-label="Name of what is selected" value={name} onChange={rename} />
      <div style={{ width, height }}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={onConnect}
          onInit={(made) => (flow.current = made)}
          defaultViewport={{ x: 28, y: 64, zoom: 0.9 }}
          minZoom={0.1}
          onlyRenderVisibleElements
          selectionMode="partial"
          deleteKeyCode={null}
        />
      </div>
    </>
  );
}

/** The node where it was at first; one that never moved stays the very same. */
function putBack(node, at) {
  const { x, y } = firstNodes[at].position;
  return node.position.x === x && node.position.y === y ? node : { ...node, position: { x, y } };
}
const moveDown = ({ position: { x, y } }, by) => ({ x, y: y + by });

createRoot(document.getElementById("root")).render(<Bare />);

import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { Bar } from "./bar/Bar";
import { Canvas } from "./canvas/Canvas";
import { Palette } from "./canvas/Palette";
import { useAdding } from "./canvas/useAdding";
import { Dialogs } from "./dialogs/Dialogs";
import { listenToKeys } from "./keys";
import { Live } from "./Live";
import { Notices } from "./Notices";
import { Panel } from "./panel/Panel";
import { listenToClipboard } from "./pieces/listen";
import { Problems } from "./problems/Problems";
import { Table } from "./table/Table";
import { useDesigner, useDesignerState } from "./useDesigner";

/** The whole designer, once its workflow is here. */
export function DesignerPage() {
  const phase = useDesignerState((s) => s.phase);
  const failure = useDesignerState((s) => s.failure);
  const { overview } = useDesigner();
  if (phase === "loading")
    return (
      <p className="dz-opening" role="status">
        Opening the workflow…
      </p>
    );
  if (phase === "failed") {
    return (
      <div className="dz-opening" role="alert">
        <h2>The workflow could not be opened</h2>
        <p>{failure}</p>
        <div className="row">
          <a className="btn" href={location.href}>
            Try again
          </a>
          <a className="btn quiet" href={overview}>
            To the workflow's page
          </a>
        </div>
      </div>
    );
  }
  return (
    <ReactFlowProvider>
      <Workbench />
    </ReactFlowProvider>
  );
}

function Workbench() {
  const { store, saver } = useDesigner();
  const view = useDesignerState((s) => s.view);
  const root = useRef<HTMLDivElement>(null);
  const add = useAdding();
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  useEffect(
    () => listenToKeys({ store, saver, addStep: () => latest.current("step") }, () => root.current),
    [store, saver],
  );
  useEffect(() => listenToClipboard(store, () => root.current), [store]);
  return (
    <div className="dz" ref={root}>
      <Bar />
      <Notices />
      <Palette />
      {view === "canvas" ? <Canvas /> : <Table />}
      <Panel />
      <Problems />
      <Dialogs />
      <Live />
    </div>
  );
}

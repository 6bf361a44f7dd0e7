import { useReactFlow } from "@xyflow/react";
import { useState } from "react";
import { runCommand } from "../acts";
import { moveSteps } from "../edits";
import { pasteByButton } from "../pieces/buttons";
import { graphOf, keepCorner, takePiece } from "../pieces/piece";
import { HangingBox } from "../bar/HangingBox";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";
import { showSteps } from "./fit";
import { toggleConnecting } from "./connecting";
import { askLayout, computeLayout } from "./layout";
import { TemplateList } from "./TemplateList";
import { useAdding } from "./useAdding";
import { DRAGGED } from "./useDropping";

const PARTS = [
  { kind: "step", word: "Step" },
  { kind: "start", word: "Start" },
  { kind: "end", word: "End" },
] as const;

/** What one draws with: click, or drag onto the canvas. */
export function Palette() {
  const { store } = useDesigner();
  const add = useAdding();
  const tidy = useTidying();
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const fixed = useDesignerState((s) => s.facts.editable === "none" || s.graph.steps.size === 0);
  const connecting = useDesignerState((s) => s.connecting !== null);
  const inTable = useDesignerState((s) => s.view === "table");
  return (
    <div className="dz-palette" role="toolbar" aria-label="Add" aria-orientation="vertical">
      {PARTS.map(({ kind, word }) => (
        <button
          key={kind}
          type="button"
          disabled={locked}
          draggable={!locked && !inTable}
          onClick={() => add(kind)}
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAGGED, kind);
            event.dataTransfer.effectAllowed = "copy";
          }}
        >
          <Icon name={kind} />
          {word}
        </button>
      ))}
      <button type="button" disabled={locked} aria-pressed={connecting} onClick={() => toggleConnecting(store)}>
        <Icon name="connect" />
        Connect
      </button>
      <HangingBox box="templates" word="Templates" icon="template" hint="Add a ready shape" showWord disabled={locked}>
        <h2>Add a ready shape</h2>
        <TemplateList />
      </HangingBox>
      <button type="button" className="dz-paste" disabled={locked} onClick={() => void pasteByButton(store)}>
        <Icon name="paste" />
        Paste
      </button>
      <hr />
      <button type="button" disabled={fixed || tidy.busy} onClick={tidy.run}>
        <Icon name="tidy" />
        Tidy up
      </button>
    </div>
  );
}

function useTidying() {
  const { store } = useDesigner();
  const flow = useReactFlow();
  const [busy, setBusy] = useState(false);
  const run = () => {
    const box = document.getElementById("dz-canvas")?.getBoundingClientRect();
    const { graph, selection } = store.get();
    const some = selection.steps.size > 1 ? takePiece(graph, selection.steps) : null;
    const part = some ? graphOf(graph, some) : graph;
    setBusy(true);
    computeLayout(askLayout(part, box && box.width < box.height ? "TB" : "LR"))
      .then((tidied) => {
        const places = some ? keepCorner(some, tidied) : new Map(tidied);
        const label = some ? `Tidy up ${some.steps.length} steps` : "Tidy up";
        runCommand(store, moveSteps(store.get().graph, places, label));
        showSteps(flow, [...store.get().graph.steps.values()]);
      })
      .catch((error: Error) => store.set({ notice: `${error.message} Nothing was moved.` }))
      .finally(() => setBusy(false));
  };
  return { busy, run };
}

import { useDesigner, useDesignerState } from "../useDesigner";
import { TemplateList } from "./TemplateList";
import { useAdding } from "./useAdding";

/** The first words on an empty canvas. */
export function EmptyCanvas() {
  const { store } = useDesigner();
  const add = useAdding();
  const editable = useDesignerState((s) => s.facts.editable);
  if (editable !== "all") return null;
  return (
    <div className="dz-empty">
      <p>
        <b>No steps yet.</b> Where does a ticket start?
      </p>
      <button type="button" className="btn" onClick={() => add("start")}>
        Add the first step
      </button>
      <button type="button" className="btn quiet" onClick={() => store.set({ dialog: "help" })}>
        How to draw
      </button>
      <p>Or begin with a shape:</p>
      <TemplateList />
    </div>
  );
}

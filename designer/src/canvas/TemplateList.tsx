import { useReactFlow } from "@xyflow/react";
import { addTemplate } from "../pieces/acts";
import { TEMPLATES } from "../pieces/templates";
import { sayCount } from "../problems/read";
import { useDesigner } from "../useDesigner";

/** Shapes to begin with. */
export function TemplateList() {
  const { store } = useDesigner();
  const flow = useReactFlow();
  const middle = () => {
    const box = document.getElementById("dz-canvas")?.getBoundingClientRect();
    if (!box || box.width === 0) return { x: 0, y: 0 };
    return flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
  };
  return (
    <ul className="dz-templates">
      {TEMPLATES.map((template) => (
        <li key={template.name}>
          <button type="button" onClick={() => addTemplate(store, template, middle())}>
            <b>{template.name}</b>
            <span className="tiny dim">{sayCount(template.piece.steps.length, "step")}</span>
            <span className="tiny">{template.about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

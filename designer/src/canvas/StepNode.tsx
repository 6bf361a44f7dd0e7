import { Handle } from "@xyflow/react";
import type { NodeProps } from "@xyflow/react";
import { createContext, memo, useContext } from "react";
import type { Step } from "../graph";
import { SIDES } from "../graph";
import { Icon } from "../icons";
import { sayCount } from "../problems/read";
import { useDesigner, useDesignerState } from "../useDesigner";
import { mayEdit } from "../rights";
import { classes, sayWeight } from "../words";
import type { StepNodeType } from "./flow";
import { POSITIONS } from "./flow";
import { Rename } from "./Rename";
import { mayOverflow } from "./textRoom";

/**
 * How much of a step is drawn: all; its name alone when it is far away; of many far away, only where lines end,
 * for React Flow measures that, and nothing that listens.
 */
export const DetailContext = createContext<"all" | "name" | "outline">("all");

const TEXT_ROOM = 152;

/** One step on the canvas: its box, and on the box's edges where lines can begin. */
export const StepNode = memo(function StepNode({ id, data, selected }: NodeProps<StepNodeType>) {
  const { store } = useDesigner();
  const detail = useContext(DetailContext);
  const plain = detail !== "all";
  const { mark } = data;
  const step = useDesignerState((s) => takeTyped(data.step, s.graph.steps.get(id)));
  const look = classes(
    "dz-step",
    step.isStart && "is-start",
    step.isEnd && "is-end",
    selected && "is-picked",
    plain && "is-plain",
    mark && `is-${mark.severity}`,
    data.isSource && "is-source",
    data.onRoute && "is-route",
  );
  const beginRename = () => mayEdit(store.get().facts.editable, "step-fields", "name") && store.set({ renaming: id });
  return (
    <>
      <div className={look} onDoubleClick={beginRename}>
        {step.isStart && (
          <span className="dz-flag">
            <Icon name="start" />
            Start
          </span>
        )}
        {step.isEnd && (
          <span className="dz-flag is-end-flag">
            <Icon name="end" />
            End
          </span>
        )}
        {mark && (
          <span className="dz-mark" title={mark.sentences.join("\n")}>
            !<span className="vh">{sayCount(mark.sentences.length, "problem")}</span>
          </span>
        )}
        {data.renaming ? (
          <Rename id={id} name={step.name} label="Name of the step" />
        ) : (
          <b className={classes("dz-name", mayOverflow(step.name, plain ? 22 : 14, TEXT_ROOM) && "is-long")}>
            {step.name || "(no name)"}
          </b>
        )}
        {!plain && (
          <>
            <span
              className={classes(
                "dz-line",
                step.roleId === null && "is-missing",
                mayOverflow(data.role, 12, TEXT_ROOM) && "is-long",
              )}
            >
              {data.role}
            </span>
            <span className="dz-line dz-share">
              <span>{step.pausesClock ? "pauses clock" : sayWeight(step)}</span>
              <span>{data.time}</span>
            </span>
          </>
        )}
      </div>
      {SIDES.map((side) =>
        detail === "outline" ? (
          <div
            key={side}
            className={`react-flow__handle react-flow__handle-${side} source dz-port`}
            data-handleid={side}
            data-handlepos={POSITIONS[side]}
          />
        ) : (
          <Handle
            key={side}
            id={side}
            type="source"
            position={POSITIONS[side]}
            className="dz-port"
            isConnectable={data.canConnect}
          />
        ),
      )}
    </>
  );
});

/** The step with what is typed into it; where it is moved or deleted, as React Flow has it, which hears of that too. */
function takeTyped(drawn: Step, now: Step | undefined): Step {
  return now && now.x === drawn.x && now.y === drawn.y ? now : drawn;
}

import { stepsInOrder } from "../derived";
import type { Step } from "../graph";
import { PRIORITIES } from "../graph";
import { sayDuration, stepTimes } from "../shares";
import { useDesignerState } from "../useDesigner";
import { PRIORITY_WORDS } from "../words";

/** The time a step's share means at each priority. */
export function ShareTimes({ step }: { step: Step }) {
  const steps = useDesignerState((s) => s.graph.steps);
  const details = useDesignerState((s) => s.graph.details);
  return (
    <dl className="dz-times" aria-label="Time for this step at each priority">
      {PRIORITIES.map((priority) => {
        const seconds = stepTimes(stepsInOrder(steps), details, priority).get(step.id);
        const none = details[priority] === null ? "no promise" : "no due time";
        return (
          <div key={priority}>
            <dt>{PRIORITY_WORDS[priority]}</dt>
            <dd className={seconds === undefined ? "dim" : "num"}>
              {seconds === undefined ? none : sayDuration(seconds)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

import { Icon } from "../icons";
import type { Mark } from "../problems/read";
import { sayCount } from "../problems/read";

/** What stands on an element, in a cell. */
export function MarkCell({ mark }: { mark: Mark | undefined }) {
  if (!mark) return <td className="at-mark" />;
  const few = mark.sentences.length === 1 ? mark.severity : sayCount(mark.sentences.length, "problem");
  return (
    <td className="at-mark">
      <span className={mark.severity === "error" ? "tag late" : "tag soon"} title={mark.sentences.join("\n")}>
        <Icon name={mark.severity} small />
        {few}
        <span className="vh">: {mark.sentences.join(" ")}</span>
      </span>
    </td>
  );
}

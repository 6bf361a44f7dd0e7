import { useId, useState } from "react";
import { settle } from "../acts";
import type { Details, Priority } from "../graph";
import { PRIORITIES } from "../graph";
import { Icon } from "../icons";
import { useDesigner } from "../useDesigner";
import { PRIORITY_WORDS } from "../words";

const PARTS = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const;

/** One SLA as days, hours and minutes; all blank promises nothing. The order of priorities is checked as one types. */
export function SlaField(props: {
  priority: Priority;
  details: Details;
  disabled: boolean;
  onChange: (seconds: number | null) => void;
}) {
  const { store } = useDesigner();
  const { priority, details } = props;
  const id = useId();
  const [typed, setTyped] = useState<readonly string[] | null>(null);
  const seconds = details[priority];
  const texts = typed ?? splitTexts(seconds);
  const wrong = outOfOrder(priority, details);
  const word = PRIORITY_WORDS[priority];

  const type = (at: number, text: string) => {
    const next = texts.map((old, i) => (i === at ? text.replace(/\D/g, "").slice(0, 5) : old));
    setTyped(next);
    const sum = next.reduce((all, part, i) => all + Number(part) * PARTS[i]![1], 0);
    props.onChange(next.every((part) => part === "") ? null : sum);
  };
  const leave = () => {
    setTyped(null);
    settle(store);
  };
  return (
    <div className="dz-sla" role="group" aria-label={`${word} SLA`}>
      <span className="dz-sla-word">{word}</span>
      {PARTS.map(([unit], at) => (
        <label key={unit}>
          <input
            className="in num"
            inputMode="numeric"
            aria-label={`${word} ${unit}`}
            disabled={props.disabled}
            value={texts[at]}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? id : undefined}
            onChange={(event) => type(at, event.target.value)}
            onBlur={leave}
          />
          <span aria-hidden="true">{unit === "minutes" ? "min" : unit[0]}</span>
        </label>
      ))}
      {seconds === null && <span className="help">no promise</span>}
      {wrong && (
        <span className="err" id={id}>
          <Icon name="error" small />
          {wrong}
        </span>
      )}
    </div>
  );
}

function splitTexts(seconds: number | null): string[] {
  if (seconds === null) return ["", "", ""];
  if (seconds === 0) return ["", "0", ""];
  const counts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  return counts.map((count) => (count === 0 ? "" : String(count)));
}

/** Urgent must be shorter than high, high than medium, medium than low; missing ones are skipped. */
function outOfOrder(priority: Priority, details: Details): string | null {
  const own = details[priority];
  if (own === null) return null;
  if (own <= 0) return "Longer than nothing, please.";
  const shorter = PRIORITIES.slice(0, PRIORITIES.indexOf(priority))
    .reverse()
    .find((p) => details[p] !== null);
  return shorter && details[shorter]! >= own ? `Must be longer than ${PRIORITY_WORDS[shorter].toLowerCase()}` : null;
}

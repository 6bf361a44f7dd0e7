import { useId } from "react";
import { Icon } from "../icons";
import type { Party } from "../merge/fields";
import type { ClashWords } from "../merge/words";
import { sayWhose } from "../merge/words";
import { classes } from "../words";

/** One thing that both changed, the two sides beside each other; arrow keys choose. */
export function ClashChoice(props: {
  words: ClashWords;
  by: string | null;
  choice: Party | null;
  isMissing: boolean;
  onChoose: (party: Party) => void;
}) {
  const { words, by, choice, isMissing, onChoose } = props;
  const id = useId();
  return (
    <fieldset className="dz-clash" data-open={choice === null} aria-describedby={isMissing ? `${id}-missing` : undefined}>
      <legend>{words.title}</legend>
      {(["mine", "theirs"] as const).map((party) => (
        <label key={party} className={classes("dz-side", choice === party && "is-chosen")}>
          <input type="radio" name={id} checked={choice === party} onChange={() => onChoose(party)} />
          <span>
            <b>{sayWhose(party, by)}</b>
            <span className="dz-side-says">{words[party]}</span>
          </span>
        </label>
      ))}
      {isMissing && (
        <p className="err" id={`${id}-missing`}>
          <Icon name="error" small />
          Choose one of the two
        </p>
      )}
    </fieldset>
  );
}

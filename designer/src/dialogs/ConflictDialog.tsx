import { useMemo, useRef, useState } from "react";
import { postponeConflict, settleConflict } from "../conflict";
import type { Party } from "../merge/fields";
import type { Clash } from "../merge/merge";
import { mergeGraphs } from "../merge/merge";
import type { Drawings } from "../merge/words";
import { sayAllChanges, sayClash, sayWhose } from "../merge/words";
import type { Conflict } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";
import { sayTimeOf } from "../words";
import { ClashChoice } from "./ClashChoice";
import { Dialog } from "./Dialog";
import { Together } from "./Together";

/** Two people changed the same: each thing side by side, one choice for each; all else goes together by itself. */
export function ConflictDialog({ conflict }: { conflict: Conflict }) {
  const { store, saver } = useDesigner();
  const mine = useDesignerState((s) => s.graph);
  const base = useDesignerState((s) => s.saved);
  const roles = useDesignerState((s) => s.roles);
  const [choices, setChoices] = useState<ReadonlyMap<string, Party>>(new Map());
  const [isMissing, setMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { by, at, theirs } = conflict;
  const who = by ?? "Someone else";
  const { clashes, words, changes } = useMemo(
    () => sayConflict({ base, mine, theirs: theirs.graph, roles }),
    [base, mine, theirs.graph, roles],
  );
  const left = clashes.filter((clash) => !choices.has(clash.key));
  const chooseAll = (party: Party) => setChoices(new Map(clashes.map((clash) => [clash.key, party])));
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (left.length === 0) return void settleConflict(store, saver, choices);
    setMissing(true);
    form.current?.querySelector<HTMLElement>("fieldset[data-open=true] input")?.focus();
  };
  return (
    <Dialog title={`${who} changed the same as you`} isWide onClose={() => postponeConflict(store)}>
      <p>
        {who} saved this workflow{sayTimeOf(at)} while you were drawing. {sayToChoose(clashes)} Nothing you did is
        lost, and one undo brings your drawing back.
      </p>
      <form className="dz-clashes" ref={form} onSubmit={submit}>
        {clashes.length > 1 && (
          <div className="row">
            <button type="button" className="btn small" onClick={() => chooseAll("mine")}>
              All mine
            </button>
            <button type="button" className="btn small" onClick={() => chooseAll("theirs")}>
              All {sayWhose("theirs", by)}
            </button>
          </div>
        )}
        {clashes.map((clash) => (
          <ClashChoice
            key={clash.key}
            words={words.get(clash.key)!}
            by={by}
            choice={choices.get(clash.key) ?? null}
            isMissing={isMissing && !choices.has(clash.key)}
            onChoose={(party) => setChoices(new Map(choices).set(clash.key, party))}
          />
        ))}
        <Together
          mine={changes.mine}
          theirs={changes.theirs}
          who={who}
        />
        <div className="row spread">
          <span className="row">
            <button type="submit" className="btn primary">
              Save both together
            </button>
            <button type="button" className="btn quiet" onClick={() => postponeConflict(store)}>
              Decide later
            </button>
          </span>
          <span className={isMissing && left.length > 0 ? "err" : "tiny dim"} role="status">
            {clashes.length - left.length} of {clashes.length} chosen
          </span>
        </div>
      </form>
    </Dialog>
  );
}

/** All that the dialog says of the three drawings; each walk over them is made once, however often one chooses. */
function sayConflict(drawings: Drawings) {
  const { base, mine, theirs } = drawings;
  const { clashes } = mergeGraphs(base, mine, theirs);
  return {
    clashes,
    words: new Map(clashes.map((clash) => [clash.key, sayClash(clash, drawings)])),
    changes: { mine: sayAllChanges(base, mine, clashes), theirs: sayAllChanges(base, theirs, clashes) },
  };
}

function sayToChoose(clashes: readonly Clash[]): string {
  if (clashes.length === 0) return "Nothing needs your word any more: both go together.";
  if (clashes.length === 1) return "One thing needs your word; all else goes together by itself.";
  return `${clashes.length} things need your word; all else goes together by itself.`;
}

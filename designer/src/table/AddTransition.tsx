import { useState } from "react";
import { connect } from "../acts";
import { Icon } from "../icons";
import { useDesigner, useDesignerState } from "../useDesigner";
import { StepSelect } from "./TransitionRow";

/** A new transition from two lists and a name. */
export function AddTransition() {
  const { store } = useDesigner();
  const steps = useDesignerState((s) => s.graph.steps);
  const locked = useDesignerState((s) => s.facts.editable !== "all");
  const [draft, setDraft] = useState({ from: "", to: "", name: "" });
  const from = steps.has(draft.from) ? draft.from : "";
  const to = steps.has(draft.to) ? draft.to : "";
  if (locked) return null;
  const add = (event: React.FormEvent) => {
    event.preventDefault();
    const id = connect(store, from, to, undefined, draft.name);
    if (!id) return;
    if (!draft.name.trim()) store.set({ renaming: id });
    setDraft({ from: "", to: "", name: "" });
  };
  return (
    <form className="dz-add" aria-label="Add a transition" onSubmit={add}>
      <StepSelect
        label="New transition from"
        value={from}
        except={to}
        disabled={false}
        none="From…"
        onChange={(id) => setDraft({ ...draft, from: id })}
      />
      <input
        className="in"
        aria-label="New transition name"
        placeholder="Name of the choice"
        value={draft.name}
        maxLength={120}
        onChange={(e) => setDraft({ ...draft, name: e.target.value })}
      />
      <StepSelect
        label="New transition to"
        value={to}
        except={from}
        disabled={false}
        none="To…"
        onChange={(id) => setDraft({ ...draft, to: id })}
      />
      <button type="submit" className="btn" disabled={!from || !to}>
        <Icon name="plus" small />
        Add transition
      </button>
    </form>
  );
}

/** Drawing a transition by clicking: first the source, then the target. */
import { connect } from "../acts";
import { mayChange, sayWhyNot } from "../rights";
import type { Store } from "../store";
import { say } from "../store";

/** Begins or ends the mode. */
export function toggleConnecting(store: Store): void {
  const { connecting, facts, graph } = store.get();
  if (connecting) return stopConnecting(store);
  if (!mayChange(facts.editable, [{ on: "transition", id: "", before: null, after: null }])) {
    store.set({ notice: sayWhyNot(facts) });
    return;
  }
  if (graph.steps.size < 2) {
    store.set({ notice: "A transition needs two steps: add another one first." });
    return;
  }
  store.set({ connecting: { from: null }, view: "canvas" });
  say(store, "Choose the step it starts from");
}

export function stopConnecting(store: Store): void {
  if (!store.get().connecting) return;
  store.set({ connecting: null });
  say(store, "Stopped connecting");
}

/** Takes a clicked step as source or target while the mode is on; true when it did. */
export function pickWhileConnecting(store: Store, stepId: string): boolean {
  const { connecting, graph } = store.get();
  if (!connecting) return false;
  if (connecting.from === null) {
    store.set({ connecting: { from: stepId } });
    say(store, `From ${graph.steps.get(stepId)?.name ?? ""}. Choose the step it leads to`);
  } else connect(store, connecting.from, stepId);
  return true;
}

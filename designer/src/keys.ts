/** The keyboard. Letters work while the designer has the focus and no field does; what changes the drawing, on it alone. */
import { deleteSelected, onlyStep, onlyTransition, redo, runCommand, select, selectAll, selectNothing, settle, undo } from "./acts";
import { pickWhileConnecting, stopConnecting, toggleConnecting } from "./canvas/connecting";
import { insertOn } from "./canvas/inserting";
import { moveSteps } from "./edits";
import { focusProblems, focusProperties, focusSelected } from "./focus";
import { duplicateSelected } from "./pieces/acts";
import { mayEdit, sayWhyNot } from "./rights";
import type { Saver } from "./saving";
import type { Store } from "./store";
import { NOTHING, say } from "./store";

interface Reach {
  store: Store;
  saver: Saver;
  addStep: () => void;
}

/** Listens on the page while the designer is on it; returns how to stop. */
export function listenToKeys(reach: Reach, root: () => HTMLElement | null): () => void {
  const listen = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const here = target === document.body || root()?.contains(target);
    if (!here || event.defaultPrevented || isAsked(reach.store)) return;
    if (takeKey(reach, event, target)) event.preventDefault();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

/** True while a question lies over the page. */
export function isAsked(store: Store): boolean {
  const { dialog, conflict, kept } = store.get();
  return dialog !== null || conflict !== null || kept !== null;
}

/** Text keeps its own undo; a tick box or a list has none. */
export function isTyping(target: Element): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type);
}

function takeKey(reach: Reach, event: KeyboardEvent, target: HTMLElement): boolean {
  const { store, saver } = reach;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "s") {
      settle(store);
      void saver.saveNow();
      return true;
    }
    if (isTyping(target)) return false;
    if (key === "d") duplicateSelected(store);
    else if (key === "a") selectAll(store);
    else if (key === "f") store.set({ view: "canvas", box: "find" });
    else if (key === "z") (event.shiftKey ? redo : undo)(store);
    else if (key === "y") redo(store);
    return ["z", "y", "d", "a", "f"].includes(key);
  }
  if (event.key === "Escape" && target.closest(".dz-props, .dz-probs")) {
    focusSelected(store);
    return true;
  }
  if (event.altKey || isTyping(target) || target instanceof HTMLSelectElement) return false;
  return takePlainKey(reach, event.key, target, event.shiftKey);
}

function takePlainKey({ store, addStep }: Reach, key: string, target: HTMLElement, far: boolean): boolean {
  if (key === "Shift" || key === "Tab") return false;
  const node = target.closest<HTMLElement>(".react-flow__node");
  const focused = node?.dataset["id"];
  const onButton = target.closest("button, a, summary") !== null;
  if (key === "Enter" && focused && store.get().connecting) return pickWhileConnecting(store, focused);
  if (key === "Escape") {
    if (store.get().box) store.set({ box: null });
    else if (store.get().connecting) stopConnecting(store);
    else {
      selectNothing(store);
      store.set({ picking: false });
    }
    return true;
  }
  const isNew = takeFocusAsSelection(store, target, focused);
  if (key in ARROWS) return (!node || isNew) && moveSelected(store, ARROWS[key]!, far);
  if (!target.closest(".dz-props, .dz-probs") && changeByKey(store, key, onButton, addStep)) return true;
  if (key === "t" || key === "T")
    store.set({ view: store.get().view === "canvas" ? "table" : "canvas", renaming: null });
  else if (key === "p" || key === "P") focusProperties();
  else if (key === "o" || key === "O") focusProblems(store);
  else if (key === "h" || key === "H") store.set({ box: "history" });
  else if (key === "?") store.set({ dialog: "help" });
  else return false;
  return true;
}

/** What changes the drawing; never from beside it, where a key may be meant for a tick box or a button. */
function changeByKey(store: Store, key: string, onButton: boolean, addStep: () => void): boolean {
  if (key === "Delete" || (key === "Backspace" && !onButton)) deleteSelected(store);
  else if (key === "F2") beginRename(store);
  else if (key === "n" || key === "N") addStep();
  else if (key === "c" || key === "C") openConnect(store);
  else if (key === "i" || key === "I") insertOnSelected(store);
  else return false;
  return true;
}

/** A key pressed on a focused step or transition means that one, even before Enter selected it; true when it was not. */
function takeFocusAsSelection(store: Store, target: HTMLElement, stepId: string | undefined): boolean {
  const { selection } = store.get();
  const transitionId = target.closest<HTMLElement>("[data-transition]")?.dataset["transition"];
  if (stepId && !selection.steps.has(stepId)) select(store, { ...NOTHING, steps: new Set([stepId]) });
  if (transitionId && !selection.transitions.has(transitionId))
    select(store, { ...NOTHING, transitions: new Set([transitionId]) });
  return store.get().selection !== selection;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrow keys move what is selected also when the focus is on the canvas itself; on a selected step React Flow does it. */
function moveSelected(store: Store, [right, down]: readonly [number, number], far: boolean): boolean {
  const { graph, selection, view } = store.get();
  if (view !== "canvas" || selection.steps.size === 0 || !focusOnCanvas())
    return false;
  const by = far ? 40 : 10;
  const places = new Map<string, { x: number; y: number }>();
  for (const id of selection.steps) {
    const step = graph.steps.get(id);
    if (step) places.set(id, { x: step.x + right * by, y: step.y + down * by });
  }
  return runCommand(store, moveSteps(graph, places), { streak: `move ${[...places.keys()].join(" ")}` });
}

function insertOnSelected(store: Store): void {
  const transition = onlyTransition(store.get().selection);
  if (transition) insertOn(store, transition);
  else say(store, "Select a transition to insert a step on it");
}

function beginRename(store: Store): void {
  const { selection, facts } = store.get();
  const id = onlyStep(selection) ?? onlyTransition(selection);
  if (!id) say(store, "Select one step or transition to rename it");
  else if (!mayEdit(facts.editable, "step-fields", "name")) say(store, sayWhyNot(facts));
  else store.set({ renaming: id });
}

function openConnect(store: Store): void {
  const { facts, graph } = store.get();
  if (facts.editable === "all" && graph.steps.size > 1) store.set({ dialog: "connect" });
  else toggleConnecting(store);
}

function focusOnCanvas(): boolean {
  const active = document.activeElement;
  return !active || active === document.body || active.closest("#dz-canvas") !== null;
}

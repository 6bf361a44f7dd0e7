/** Copying, pasting, duplicating: each act one function on the store. */
import { runCommand, select } from "../acts";
import { deleteElements, Refusal } from "../edits";
import { sayCount } from "../problems/read";
import { sumWeights } from "../shares";
import type { Store } from "../store";
import { NOTHING, say } from "../store";
import { readPiece, writePiece } from "./clipboard";
import type { Piece } from "./piece";
import { movePiece, putPiece, takePiece } from "./piece";
import type { Template } from "./templates";

/** The selected steps as text for the clipboard; null (and said) when no step is selected. */
export function copySelected(store: Store): string | null {
  const { graph, selection, roles } = store.get();
  const piece = takePiece(graph, selection.steps);
  if (piece.steps.length === 0) {
    say(store, "Select a step to copy it");
    return null;
  }
  say(store, `Copied ${sayPiece(piece)}`);
  return writePiece(piece, roles);
}

/** As copying, then the steps go. */
export function cutSelected(store: Store): string | null {
  const text = copySelected(store);
  const { graph, selection } = store.get();
  if (text === null || !runCommand(store, deleteElements(graph, selection.steps, new Set()))) return text;
  select(store, NOTHING);
  return text;
}

/** Puts in what a text from the clipboard holds, or says why not. */
export function pasteText(store: Store, text: string): void {
  refusing(store, () => {
    const { piece, missing } = readPiece(text, store.get().roles);
    if (!put(store, piece, `Paste ${sayPiece(piece)}`)) return;
    if (missing.length > 0)
      store.set({ notice: `Pasted, but without the roles nobody has here: ${missing.join(", ")}. Choose others.` });
  });
}

/** The selected steps once more, beside themselves. */
export function duplicateSelected(store: Store): void {
  const { graph, selection } = store.get();
  const piece = takePiece(graph, selection.steps);
  if (piece.steps.length === 0) return say(store, "Select a step to duplicate it");
  refusing(store, () => put(store, piece, `Duplicate ${sayPiece(piece)}`));
}

/** Begins with a template, or adds it below what is drawn. */
export function addTemplate(store: Store, template: Template, middle: { x: number; y: number }): void {
  const steps = [...store.get().graph.steps.values()];
  const below = { x: Math.min(...steps.map((s) => s.x)), y: Math.max(...steps.map((s) => s.y)) + 160 };
  const piece =
    steps.length > 0 ? movePiece(template.piece, below, "corner") : movePiece(template.piece, middle, "middle");
  store.set({ box: null });
  refusing(store, () => put(store, piece, `Add the template ${template.name}`));
}

function put(store: Store, piece: Piece, label: string): boolean {
  const before = store.get().graph;
  const { command, stepIds } = putPiece(before, piece, label);
  if (!runCommand(store, command)) return false;
  select(store, { steps: new Set(stepIds), transitions: new Set() });
  store.set({ lookAt: { steps: stepIds }, renaming: null });
  const shared = sumWeights(piece.steps) > 0 && sumWeights(before.steps.values()) + sumWeights(piece.steps) > 10_000;
  if (shared) say(store, `${label}. Their shares are 0: all of the time is given away already`);
  return true;
}

function sayPiece({ steps }: Piece): string {
  return steps.length === 1 ? steps[0]!.name : sayCount(steps.length, "step");
}

function refusing(store: Store, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    store.set({ notice: error.message });
  }
}

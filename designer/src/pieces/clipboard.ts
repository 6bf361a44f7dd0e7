/** A piece as text, as it lies on the clipboard: with a mark and a version of its own, read back strictly. */
import type { Role } from "../api";
import { Refusal } from "../edits";
import type { Side, Step, Transition } from "../graph";
import { SIDES } from "../graph";
import { ASSIGNMENTS } from "../panel/options";
import type { Piece } from "./piece";
import { Reader } from "./reader";

const MARK = "TTS workflow steps";
const VERSION = 1;
const FOREIGN = "What is on the clipboard was not copied from a workflow here: nothing was pasted.";
const LONGEST = 2_000_000;

/** Steps and transitions as text; roles go by name, so that another workflow and another desk find theirs. */
export function writePiece({ steps, transitions }: Piece, roles: readonly Role[]): string {
  const names = new Map(roles.map((r) => [r.role_id, r.name]));
  const role = (id: number | null) => (id === null ? null : (names.get(id) ?? null));
  const numbers = new Map(steps.map((s, at) => [s.id, at + 1]));
  return JSON.stringify({
    mark: MARK,
    version: VERSION,
    steps: steps.map((s) => ({
      number: numbers.get(s.id),
      name: s.name,
      description: s.description,
      instruction: s.instruction,
      role: role(s.roleId),
      escalates_to: role(s.escalateTo),
      share: s.weight,
      start: s.isStart,
      end: s.isEnd,
      pauses_clock: s.pausesClock,
      assignment: s.assignment,
      x: s.x,
      y: s.y,
    })),
    transitions: transitions.map((t) => ({
      from: numbers.get(t.from),
      to: numbers.get(t.to),
      name: t.name,
      note_required: t.noteRequired,
      from_side: t.fromSide,
      to_side: t.toSide,
    })),
  });
}

/** The piece in a text, and the roles it names that are not known here. Throws Refusal with a sentence. */
export function readPiece(text: string, roles: readonly Role[]): { piece: Piece; missing: string[] } {
  const whole = readMarked(text);
  const reader = new Reader(whole, "the clipboard");
  reader.only(["mark", "version", "steps", "transitions"]);
  const known = new Map(roles.map((r) => [r.name.trim().toLowerCase(), r.role_id]));
  const missing = new Set<string>();
  const roleOf = (name: string | null) => {
    const id = name === null ? null : (known.get(name.trim().toLowerCase()) ?? null);
    if (name !== null && id === null) missing.add(name);
    return id;
  };
  const steps = reader.list("steps", 2_000).map((part) => readStep(part, roleOf));
  const numbers = new Set(steps.map((s) => s.id));
  if (steps.length === 0) throw new Refusal("There is no step on the clipboard: nothing was pasted.");
  if (numbers.size < steps.length) throw reader.refusal("two steps have one number");
  const transitions = reader.list("transitions", 5_000).map((part, at) => readTransition(part, at, numbers));
  return { piece: { steps, transitions }, missing: [...missing] };
}

function readMarked(text: string): unknown {
  if (text.length > LONGEST) throw new Refusal("What is on the clipboard is over 2 MB: nothing was pasted.");
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    throw new Refusal(FOREIGN);
  }
  if (typeof whole !== "object" || whole === null || (whole as { mark?: unknown }).mark !== MARK)
    throw new Refusal(FOREIGN);
  if ((whole as { version?: unknown }).version !== VERSION)
    throw new Refusal("These steps were copied by another version of the designer: load both pages anew, then copy again.");
  return whole;
}

const STEP_PARTS = [
  "number",
  "name",
  "description",
  "instruction",
  "role",
  "escalates_to",
  "share",
  "start",
  "end",
  "pauses_clock",
  "assignment",
  "x",
  "y",
];

function readStep(part: Reader, roleOf: (name: string | null) => number | null): Step {
  part.only(STEP_PARTS);
  return {
    id: `piece-${part.count("number")}`,
    name: part.text("name", 120),
    description: part.text("description", 20_000, true),
    instruction: part.text("instruction", 20_000, true),
    roleId: roleOf(part.textOrNone("role", 200)),
    escalateTo: roleOf(part.textOrNone("escalates_to", 200)),
    weight: part.text("share", 8),
    order: 0,
    isStart: part.flag("start"),
    isEnd: part.flag("end"),
    pausesClock: part.flag("pauses_clock"),
    assignment: part.oneOf("assignment", ASSIGNMENTS.map(([value]) => value)),
    x: part.place("x"),
    y: part.place("y"),
  };
}

function readTransition(part: Reader, at: number, steps: ReadonlySet<string>): Transition {
  part.only(["from", "to", "name", "note_required", "from_side", "to_side"]);
  const [from, to] = [`piece-${part.count("from")}`, `piece-${part.count("to")}`];
  if (!steps.has(from) || !steps.has(to) || from === to) throw part.refusal("leads from or to no step of them");
  const side = (key: string) => (part.isNone(key) ? null : (part.oneOf(key, SIDES) as Side));
  return {
    id: `piece-t${at}`,
    from,
    to,
    name: part.text("name", 120),
    noteRequired: part.flag("note_required"),
    fromSide: side("from_side"),
    toSide: side("to_side"),
  };
}

/** Shapes that most desks begin with; names are theirs to change, roles theirs to choose. */
import type { Step, Transition } from "../graph";
import { DEFAULT_ASSIGNMENT } from "../wire";
import type { Piece } from "./piece";

export interface Template {
  readonly name: string;
  readonly about: string;
  readonly piece: Piece;
}

type StepLine = readonly [name: string, share: string, x: number, y: number, mark?: "start" | "end"];
type TransitionLine = readonly [from: string, name: string, to: string, note?: "note"];

/** One line for each step (its column and row on the canvas) and each choice. */
function compose(steps: readonly StepLine[], transitions: readonly TransitionLine[]): Piece {
  return {
    steps: steps.map(([name, weight, column, row, mark], at): Step => ({
      id: name,
      name,
      description: "",
      instruction: "",
      roleId: null,
      escalateTo: null,
      weight,
      order: at,
      isStart: mark === "start",
      isEnd: mark === "end",
      pausesClock: false,
      assignment: DEFAULT_ASSIGNMENT,
      x: column * 300,
      y: row * 160,
    })),
    transitions: transitions.map(([from, name, to, note], at): Transition => ({
      id: `line-${at}`,
      from,
      to,
      name,
      noteRequired: note === "note",
      fromSide: null,
      toSide: null,
    })),
  };
}

export const TEMPLATES: readonly Template[] = [
  {
    name: "Two steps",
    about: "Somebody does it, somebody looks at it.",
    piece: compose(
      [
        ["Do it", "0.7", 0, 0, "start"],
        ["Check it", "0.3", 1, 0, "end"],
      ],
      [["Do it", "Done", "Check it"]],
    ),
  },
  {
    name: "Approval",
    about: "A request is approved before it is carried out, or turned down with a reason.",
    piece: compose(
      [
        ["Request", "0.1", 0, 0, "start"],
        ["Approval", "0.3", 1, 0],
        ["Carry out", "0.5", 2, 0, "end"],
        ["Turned down", "0.1", 2, 1, "end"],
      ],
      [
        ["Request", "Ask for approval", "Approval"],
        ["Approval", "Approve", "Carry out"],
        ["Approval", "Turn down", "Turned down", "note"],
      ],
    ),
  },
  {
    name: "Tiered support",
    about: "The first line solves or hands on to the second and third.",
    piece: compose(
      [
        ["First line", "0.2", 0, 0, "start"],
        ["Second line", "0.3", 1, 0],
        ["Third line", "0.4", 2, 0],
        ["Confirm", "0.1", 1, 1, "end"],
      ],
      [
        ["First line", "Solved", "Confirm"],
        ["First line", "Hand on", "Second line", "note"],
        ["Second line", "Solved", "Confirm"],
        ["Second line", "Hand on", "Third line", "note"],
        ["Third line", "Solved", "Confirm"],
      ],
    ),
  },
  {
    name: "IT request",
    about: "Triage, resolution, verification.",
    piece: compose(
      [
        ["Triage", "0.2", 0, 0, "start"],
        ["Resolution", "0.6", 1, 0],
        ["Verification", "0.2", 2, 0, "end"],
      ],
      [
        ["Triage", "Assign", "Resolution"],
        ["Resolution", "Resolved", "Verification"],
      ],
    ),
  },
  {
    name: "Rework",
    about: "What is not good enough goes back, with a note.",
    piece: compose(
      [
        ["Prepare", "0.2", 0, 0, "start"],
        ["Work", "0.5", 1, 0],
        ["Review", "0.3", 2, 0, "end"],
      ],
      [
        ["Prepare", "Begin", "Work"],
        ["Work", "Hand in", "Review"],
        ["Review", "Send back", "Work", "note"],
      ],
    ),
  },
];

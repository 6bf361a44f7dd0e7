/** Everything the designer knows at one moment, and one place to hear of changes. */
import type { Editable, Move, Role, WireMove } from "./api";
import type { Graph, Priority } from "./graph";
import { EMPTY_GRAPH } from "./graph";
import type { KeptWork } from "./keptWork";
import type { History } from "./history";
import { NO_HISTORY } from "./history";
import type { LatestSave, Person } from "./presence";
import type { Problem } from "./problems/read";
import type { Ids } from "./wire";
import type { WireDocument } from "./wireShapes";
import { NO_IDS } from "./wire";

export type SaveState =
  | { readonly kind: "saved"; readonly at: Date | null }
  | { readonly kind: "unsaved" }
  | { readonly kind: "saving"; readonly sent: Graph }
  | { readonly kind: "conflict" }
  | { readonly kind: "offline"; readonly why: string }
  /** Judged where the refusal told the problems of what was sent. */
  | { readonly kind: "refused"; readonly why: string; readonly isJudged: boolean };

/** What the server has now that somebody saved it meanwhile. */
export interface Theirs extends Pick<State, "facts" | "ids" | "problems" | "problemsOf" | "revision"> {
  readonly graph: Graph;
}

/** Two people changed the same: theirs, until one chose. `by` and `at` tell who saved it, and when. */
export interface Conflict {
  readonly by: string | null;
  readonly at: string | null;
  readonly theirs: Theirs;
  readonly isOpen: boolean;
}

export interface WorkflowFacts {
  readonly workflowId: number;
  readonly status: string;
  readonly revisionStatus: string | null;
  readonly version: number | null;
  readonly editable: Editable;
  readonly mayDesign: boolean;
  /** What the server says of each move; null where it says nothing. */
  readonly moves: readonly WireMove[] | null;
}

export interface Selection {
  readonly steps: ReadonlySet<string>;
  readonly transitions: ReadonlySet<string>;
}
export const NOTHING: Selection = { steps: new Set(), transitions: new Set() };

export const NOTHING_SHELVED: State["shelved"] = new Map();

/** A small box that hangs on a button and closes by itself. */
export type Box = "history" | "templates" | "find" | "download" | "here" | null;
export type Dialog = "help" | "connect" | "deploy" | "initialize" | null;

export interface State {
  readonly phase: "loading" | "ready" | "failed";
  readonly failure: string;
  readonly facts: WorkflowFacts;
  readonly graph: Graph;
  readonly saved: Graph;
  readonly ids: Ids;
  readonly revision: number;
  /** What was sent since the last answer: any of it may have arrived. */
  readonly unanswered: readonly Graph[];
  readonly roles: readonly Role[];
  readonly history: History;
  readonly selection: Selection;
  /** Steps and transitions of a way that is shown on the canvas, and what to call it. */
  readonly route: { readonly word: string; readonly ids: ReadonlySet<string> } | null;
  readonly renaming: string | null;
  readonly view: "canvas" | "table";
  /** Drawing a transition by clicking: waiting for its source (null) or its target. */
  readonly connecting: { readonly from: string | null } | null;
  /** Drawing on the canvas selects what it goes around, and a press takes one more: for fingers, which have no Shift. */
  readonly picking: boolean;
  readonly priority: Priority;
  readonly save: SaveState;
  /** The move of the life cycle that is on its way; until its answer nothing can be drawn. */
  readonly moving: Move | null;
  readonly problems: readonly Problem[];
  readonly problemsOf: WireDocument | null;
  readonly conflict: Conflict | null;
  /** Who else has this workflow open, and the latest save the server told of. */
  readonly people: readonly Person[];
  readonly latest: LatestSave | null;
  readonly dialog: Dialog;
  /** Work of an earlier time that never reached the server, while one is asked about it. */
  readonly kept: KeptWork | null;
  /** What this tab put on the shelf, or took up from there, by where it lies. */
  readonly shelved: ReadonlyMap<string, string>;
  readonly box: Box;
  readonly notice: string | null;
  /** The last thing said to screen readers; the count makes saying it twice heard twice. */
  readonly said: { readonly words: string; readonly count: number };
  /** Steps to be brought into sight, and what takes the focus: the first of them, or a transition; new each time. */
  readonly lookAt: { readonly steps: readonly string[]; readonly transition?: string } | null;
}

export const FIRST_STATE: State = {
  phase: "loading",
  failure: "",
  facts: {
    workflowId: 0,
    status: "draft",
    revisionStatus: null,
    version: null,
    editable: "none",
    mayDesign: true,
    moves: null,
  },
  graph: EMPTY_GRAPH,
  saved: EMPTY_GRAPH,
  ids: NO_IDS,
  revision: 0,
  unanswered: [],
  roles: [],
  history: NO_HISTORY,
  selection: NOTHING,
  route: null,
  renaming: null,
  view: "canvas",
  connecting: null,
  picking: false,
  priority: "urgent",
  save: { kind: "saved", at: null },
  moving: null,
  problems: [],
  problemsOf: null,
  conflict: null,
  people: [],
  latest: null,
  dialog: null,
  kept: null,
  shelved: NOTHING_SHELVED,
  box: null,
  notice: null,
  said: { words: "", count: 0 },
  lookAt: null,
};

export interface Store {
  get(): State;
  set(patch: Partial<State>): void;
  subscribe(listener: () => void): () => void;
}

/** A store of one designer. Listeners are called after each change, in the order they came. */
export function createStore(first: Partial<State> = {}): Store {
  let state: State = { ...FIRST_STATE, ...first };
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Says something to screen readers, politely. */
export function say(store: Store, words: string): void {
  store.set({ said: { words, count: store.get().said.count + 1 } });
}

/** The doors to the server: the same ones every other client uses. */
import type { PatchOperation } from "./patch";
import type { WireDetails, WireGraph } from "./wireShapes";

export type Editable = "all" | "words" | "none";
export type Move = "deploy" | "initialize" | "edit" | "revise";

/** One move of the life cycle, and why it is not possible now. */
export interface WireMove {
  move: string;
  possible: boolean;
  why_not: string | null;
}

export interface WireProblem {
  code: string;
  severity: "error" | "warning" | "info";
  sentence: string;
  why?: string | null;
  step_ids?: (number | string)[];
  transition_ids?: (number | string)[];
  witness?: string | string[] | null;
  witness_ids?: (number | string)[];
  fixes?: { label: string; patch: PatchOperation[] }[];
}

export interface WireWorkflow extends WireDetails {
  workflow_id: number;
  status: string;
  revision_status: string | null;
  version: number | null;
  revision: number;
  changed_by?: string | null;
  changed_at?: string;
  graph: WireGraph;
  problems?: WireProblem[];
  editable?: Editable;
  may_design?: boolean;
  moves?: WireMove[];
}

export interface WireSaved extends WireDetails {
  revision: number;
  graph?: WireGraph;
  temp_id_mapping?: Record<string, number>;
  edge_id_mapping?: Record<string, number>;
  problems?: WireProblem[];
}

export interface WireMoved {
  status: string;
  revision_status: string | null;
  version: number | null;
  problems?: WireProblem[];
}

export interface Role {
  role_id: number;
  name: string;
  members?: unknown;
}

/** What a refusal carries (application/problem+json); a stale save also says what the other one changed. */
export interface Refused {
  type?: string;
  title?: string;
  detail?: string;
  problems?: WireProblem[];
  changed?: string[];
  changed_by?: string | null;
  changed_at?: string | null;
  graph?: WireGraph;
  revision?: number;
}

/** "changed": it is not what one had seen when one decided, so nothing was done. */
export type FailureKind = "offline" | "stale" | "changed" | "refused";

/** A door that did not open, with a sentence for the person. */
export class DoorClosed extends Error {
  constructor(
    readonly kind: FailureKind,
    sentence: string,
    readonly body: Refused = {},
  ) {
    super(sentence);
  }
}

/** Who else has the workflow open, where it stands, and its latest save. */
export interface WireAround {
  people: { user_id: number; name: string; since: string; is_you: boolean }[];
  status: string;
  revision_status: string | null;
  revision: number;
  changed_by_id: number | null;
  changed_by: string | null;
  changed_at: string;
}

export interface Doors {
  loadWorkflow(): Promise<WireWorkflow>;
  loadRoles(): Promise<Role[]>;
  saveGraph(graph: WireGraph, revision: number): Promise<WireSaved>;
  saveDetails(workflow: WireDetails, revision: number): Promise<WireSaved>;
  /** Makes a move, if the workflow is still of that revision. */
  move(move: Move, revision: number): Promise<WireMoved>;
  beHere(tab: string): Promise<WireAround>;
  /** Sent while the page goes away; nobody waits for it. */
  leave(tab: string): void;
}

/** The word by which the server knows a call of its own page, and whose session it gave it to. */
interface Pass {
  csrf: string;
  readonly person: string;
}

/** The doors of one workflow, for `person`. `base` is the API's address with its slash, as in "/api/". */
export function openDoors(base: string, workflowId: string, csrf: string, person = ""): Doors {
  const at = `${base}workflows/${encodeURIComponent(workflowId)}/`;
  const pass: Pass = { csrf, person };
  const call = <T>(method: string, url: string, body?: unknown, more?: Record<string, string>) =>
    callRenewed<T>(base, pass, method, url, body, more);
  return {
    loadWorkflow: () => call("GET", at),
    loadRoles: () => loadAll<Role>(`${base}roles/?page_size=200`, (url) => call("GET", url)),
    saveGraph: (graph, revision) => call("PUT", `${at}update-graph/`, { graph, revision }),
    saveDetails: (workflow, revision) => call("PUT", `${at}update-details/`, { workflow, revision }),
    move: (move, revision) => call("POST", `${at}${move}/`, {}, { "If-Match": `"${revision}"` }),
    beHere: (tab) => call("PUT", `${at}presence/`, { tab }),
    leave: (tab) => sendLast(`${at}presence/?tab=${encodeURIComponent(tab)}`, pass.csrf),
  };
}

interface Page<T> {
  results: T[];
  next: string | null;
}

async function loadAll<T>(first: string, load: (url: string) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let url: string | null = first;
  for (let pages = 0; url && pages < 50; pages += 1) {
    const page: Page<T> = await load(url);
    all.push(...page.results);
    url = page.next;
  }
  return all;
}

const UNSAFE = "urn:tts:unsafe-call";

/** A log-in began a new session, in which the page's word is none: the call is made once more with that one's. */
async function callRenewed<T>(
  base: string,
  pass: Pass,
  method: string,
  url: string,
  body?: unknown,
  more?: Record<string, string>,
): Promise<T> {
  try {
    return await callDoor<T>(method, url, pass.csrf, body, more);
  } catch (error) {
    if (!(error instanceof DoorClosed) || error.body.type !== UNSAFE) throw error;
    await renewPass(base, pass);
    return callDoor<T>(method, url, pass.csrf, body, more);
  }
}

/**
 * Takes the word of the session that is open now, where it is the same person's.
 * Whose it is is asked last: a log-in in between would make the word that was read one of an ended session.
 */
async function renewPass(base: string, pass: Pass): Promise<void> {
  const found = /"X-CSRFToken": "([^"]+)"/.exec(await readPage())?.[1];
  const me = await callDoor<{ user_id: number; name: string }>("GET", `${base}me/`, pass.csrf);
  if (String(me.user_id) !== pass.person) throw new DoorClosed("refused", sayStranger(me.name));
  if (!found) throw new DoorClosed("offline", NO_ANSWER);
  pass.csrf = found;
}

/** This page as the server gives it now, or "" where it gives none. */
async function readPage(): Promise<string> {
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    return response.ok ? await response.text() : "";
  } catch {
    return "";
  }
}

function sayStranger(name: string): string {
  return `${name} is logged in here now. Log in as yourself again in another tab, then save again here: nothing you did is lost.`;
}

const NO_ANSWER = "The server does not answer just now.";

async function callDoor<T>(method: string, url: string, csrf: string, body?: unknown, more = {}): Promise<T> {
  const headers: Record<string, string> = { ...more };
  if (method !== "GET") {
    headers["X-CSRFToken"] = csrf;
    headers["Content-Type"] = "application/json";
  }
  const init: RequestInit = { method, headers, credentials: "same-origin", redirect: "manual" };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch {
    throw new DoorClosed("offline", "The server cannot be reached.");
  }
  const answer = await readJson(response);
  if (response.ok && answer !== null) return answer as T;
  throw closedDoor(response, (answer ?? {}) as Refused);
}

function sendLast(url: string, csrf: string): void {
  const init: RequestInit = { method: "DELETE", headers: { "X-CSRFToken": csrf }, credentials: "same-origin" };
  void fetch(url, { ...init, keepalive: true }).catch(() => undefined);
}

async function readJson(response: Response): Promise<unknown> {
  if (!/json/.test(response.headers.get("Content-Type") ?? "")) return null;
  try {
    return (await response.json()) as unknown;
  } catch {
    return null;
  }
}

const SENTENCES: Record<number, string> = {
  401: "You are logged out. Log in again in another tab, then save again here: nothing you did is lost.",
  403: "You may see this workflow but not change it. Ask an admin for the right to design workflows.",
  404: "This workflow is gone, or you may no longer see it.",
  413: "The graph is too large to save: over 2 MB, 2,000 steps or 5,000 transitions.",
  429: "Too many saves in a short time. It is tried again in a moment.",
};

/** The failure a response stands for: the server's own sentence where it has one. */
export function closedDoor(response: Pick<Response, "status" | "type" | "ok">, body: Refused): DoorClosed {
  const { status } = response;
  if (response.type === "opaqueredirect" || response.ok) return new DoorClosed("refused", SENTENCES[401]!);
  if (status === 409 && typeof body.revision === "number" && (body.graph || body.changed)) {
    return new DoorClosed("stale", body.detail ?? "Someone else saved this workflow meanwhile.", body);
  }
  if (status === 429 || (status >= 502 && status <= 504)) {
    return new DoorClosed("offline", body.detail ?? SENTENCES[status] ?? NO_ANSWER, body);
  }
  if (status === 412) return new DoorClosed("changed", body.detail ?? "It changed after you looked at it.", body);
  const isGone = body.type === "urn:tts:not-found";
  const said = status === 401 || isGone ? SENTENCES[status] : (body.detail ?? SENTENCES[status] ?? body.title);
  return new DoorClosed(
    "refused",
    said ?? `The server answered with an error (${status}). It is kept here; try again.`,
    body,
  );
}

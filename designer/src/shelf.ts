/** Where this browser keeps work that is not on the server: each tab in its own place, never over another's. */

/** The part of the browser's storage that is needed here. */
export interface Shelf {
  readonly length: number;
  key(at: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The shelf as one tab sees it: its own place, and those of tabs that are gone and left something. */
export interface Place {
  readonly shelf: Shelf;
  readonly key: string;
  left: readonly string[];
}

/** The part of the browser's locks that is needed here; there are none where the page came unencrypted. */
export type Locks = Pick<LockManager, "request" | "query">;

/** The browser's own storage; where it keeps none, one that is empty. */
export function openShelf(): Shelf {
  try {
    return window.localStorage;
  } catch {
    const nothing = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
    return { length: 0, key: () => null, ...nothing };
  }
}

/** Under which name a tab keeps somebody's work on a workflow; nobody else on this browser is asked about it. */
export function keyOf(workflow: string, viewer: string, tab: string): string {
  return `tts-designer ${workflow} ${viewer} ${tab}`;
}

/** Tells other tabs that this one is there, until the returned function is called. */
export function holdPlace(locks: Locks | undefined, key: string): () => void {
  let leave = (): void => undefined;
  const gone = new Promise<void>((go) => (leave = go));
  locks?.request(key, () => gone).catch(() => undefined);
  return leave;
}

/** What tabs that are gone left there of the same person's work on the same workflow. */
export async function findLeft(shelf: Shelf, own: string, locks: Locks | undefined): Promise<string[]> {
  const held = new Set((await locks?.query().catch(() => null))?.held?.map((lock) => lock.name));
  const whose = own.slice(0, own.lastIndexOf(" "));
  const keys = Array.from({ length: shelf.length }, (_, at) => shelf.key(at) ?? "");
  return keys.filter((key) => key !== own && !held.has(key) && (key === whose || key.startsWith(`${whose} `)));
}

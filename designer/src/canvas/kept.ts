/** What was made from what: an element whose parts are the same stays the very same object, and so does a whole list. */

interface Entry<T> {
  readonly parts: readonly unknown[];
  readonly made: T;
  round: number;
}

export class Kept<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private list: T[] = [];
  private round = 0;

  /** The element as it was made last from the very same parts, else made anew. */
  get(id: string, parts: readonly unknown[], make: () => T): T {
    const last = this.entries.get(id);
    if (last && isSame(last.parts, parts)) {
      last.round = this.round;
      return last.made;
    }
    const made = make();
    this.entries.set(id, { parts, made, round: this.round });
    return made;
  }

  /** Ends a round: forgets what was not asked for, and gives the list of last time while each in it is the same. */
  turn(list: T[]): T[] {
    if (this.entries.size > list.length) {
      for (const [id, entry] of this.entries) if (entry.round !== this.round) this.entries.delete(id);
    }
    this.round += 1;
    if (!isSame(this.list, list)) this.list = list;
    return this.list;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

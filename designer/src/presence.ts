/** Who else is here: a sign of life while the page is in sight, and what others saved in the meantime. */
import type { Doors, WireAround } from "./api";
import { DoorClosed } from "./api";
import { factsOf } from "./loading";
import type { Store, WorkflowFacts } from "./store";
import { say } from "./store";
import { sayTime } from "./words";

export const BEAT = 15_000;

/** Somebody else who draws this workflow, or oneself in another tab. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly since: string;
  readonly isYou: boolean;
}

/** The latest save as the server tells it. */
export interface LatestSave {
  readonly revision: number;
  readonly by: string | null;
  readonly at: string;
  readonly isYours: boolean;
}

/** What of the page is listened to. */
export interface Page {
  isVisible(): boolean;
  onVisible(listener: () => void): void;
  onLeave(listener: () => void): void;
}

/**
 * Gives a sign of life now and every quarter of a minute, until the returned function is called. One that is refused
 * is given again when the page comes in sight.
 */
export function startPresence(store: Store, doors: Doors, tab: string, person: string, page: Page): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let told: readonly Person[] = [];

  async function beat(): Promise<void> {
    clearTimeout(timer);
    if (isOver || !page.isVisible()) return;
    let isWelcome = true;
    try {
      const around = await doors.beHere(tab);
      told = takeAround(store, around, person, told);
      await takeMove(store, doors, around);
    } catch (error) {
      if (!(error instanceof DoorClosed)) throw error;
      isWelcome = error.kind !== "refused";
      store.set({ people: [] });
    }
    clearTimeout(timer);
    if (!isOver && isWelcome) timer = setTimeout(() => void beat(), BEAT);
  }

  function leave(): void {
    clearTimeout(timer);
    doors.leave(tab);
  }

  page.onVisible(() => void beat());
  page.onLeave(leave);
  void beat();
  return () => {
    isOver = true;
    leave();
  };
}

/** Takes in who is here and says who came and went since one was last `told`; those one is told of now. */
function takeAround(store: Store, around: WireAround, person: string, told: readonly Person[]): readonly Person[] {
  const people = around.people.map((p) => ({ id: p.user_id, name: p.name, since: p.since, isYou: p.is_you }));
  tellComings(store, told, people);
  const isYours = around.changed_by_id !== null && String(around.changed_by_id) === person;
  const latest = { revision: around.revision, by: around.changed_by, at: around.changed_at, isYours };
  store.set({ people, latest });
  return people;
}

/** Where somebody else moved the workflow: what may be changed now, and a notice of what happened. Throws DoorClosed. */
async function takeMove(store: Store, doors: Doors, around: WireAround): Promise<void> {
  if (isWhere(store.get().facts, around)) return;
  const facts = factsOf(await doors.loadWorkflow());
  const { facts: before, moving } = store.get();
  const isSame = before.status === facts.status && before.revisionStatus === facts.revisionStatus;
  if (moving || isSame) return;
  store.set({ facts, notice: `${sayMove(before, facts)} meanwhile.` });
}

function isWhere(facts: WorkflowFacts, around: WireAround): boolean {
  return facts.status === around.status && facts.revisionStatus === around.revision_status;
}

/** "This workflow was deployed", "A revision was started": what led from one state to the other. */
export function sayMove(before: WorkflowFacts, after: WorkflowFacts): string {
  if (after.revisionStatus !== before.revisionStatus) {
    if (after.revisionStatus === "deployed") return "The revision was deployed";
    if (after.revisionStatus !== null) return "A revision was started";
    return `The revision was ${after.version === before.version ? "discarded" : "initialized"}`;
  }
  if (after.status === "draft") return "This workflow was made a draft again";
  return `This workflow was ${before.status === "paused" && after.status === "initialized" ? "resumed" : after.status}`;
}

/** All who are here in one sentence. */
export function sayWho(people: readonly Person[]): string {
  if (people.length === 1) return sayHere(people[0]!);
  return `${people.length} are here too: ${people.map((p) => (p.isYou ? "you in another tab" : p.name)).join(", ")}`;
}

/** "BI" for "Ben Ito", "A" for "Ada": the first letters of the first word and the last, "?" where there are none. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return ends.map((word) => [...word][0]!.toUpperCase()).join("") || "?";
}

function tellComings(store: Store, before: readonly Person[], people: readonly Person[]): void {
  const come = people.filter((p) => !before.some((old) => old.id === p.id));
  const gone = before.filter((old) => !people.some((p) => p.id === old.id));
  const said = [...come.map(sayHere), ...gone.map((p) => (p.isYou ? "Your other tab closed" : `${p.name} left`))];
  if (said.length > 0) say(store, said.join(". "));
}

/** "Ben Ito is here too, editing since 09:12". */
export function sayHere(person: Person): string {
  const since = new Date(person.since);
  const when = Number.isNaN(since.getTime()) ? "" : `, editing since ${sayTime(since)}`;
  return person.isYou ? `You have this open in another tab${when}` : `${person.name} is here too${when}`;
}

/** "Ada saved a minute ago." and whose save it was; the age in whole minutes, "just now" below one. */
export function sayLatest(latest: LatestSave, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(latest.at).getTime()) / 60_000);
  const who = latest.isYours ? "You saved in another tab" : `${latest.by ?? "Someone"} saved`;
  if (!(minutes >= 1)) return `${who} just now.`;
  return `${who} ${minutes === 1 ? "a minute" : minutes < 60 ? `${minutes} minutes` : "more than an hour"} ago.`;
}

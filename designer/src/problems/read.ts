/** Problems as the server found them, tied to the elements here. */
import type { WireProblem } from "../api";
import type { PatchOperation } from "../patch";
import type { Ids } from "../wire";
import { reverseIds } from "../wire";

export type Severity = "error" | "warning" | "info";

export interface Fix {
  readonly label: string;
  readonly patch: readonly PatchOperation[];
}

export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly sentence: string;
  readonly why: string;
  readonly witness: string | readonly string[] | null;
  readonly steps: readonly string[];
  readonly transitions: readonly string[];
  readonly fixes: readonly Fix[];
  /** The witness on the canvas: steps and transitions in turn. */
  readonly route: readonly string[];
}

export interface Mark {
  readonly severity: "error" | "warning";
  readonly sentences: readonly string[];
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Problems in order of weight, their ids turned into keys here (numbers are rows, texts are temp ids). */
export function readProblems(wire: readonly WireProblem[], ids: Ids): Problem[] {
  const steps = reverseIds(ids.steps);
  const transitions = reverseIds(ids.transitions);
  const keys = (list: readonly (number | string)[] | undefined, known: Map<number, string>, letter: string) =>
    (list ?? []).map((id) => (typeof id === "number" ? (known.get(id) ?? `${letter}${id}`) : id));
  return wire
    .map((p) => ({
      code: p.code,
      severity: p.severity,
      sentence: p.sentence,
      why: p.why ?? "",
      witness: p.witness?.length ? p.witness : null,
      fixes: p.fixes ?? [],
      steps: keys(p.step_ids, steps, "s"),
      transitions: keys(p.transition_ids, transitions, "t"),
      route: (p.witness_ids ?? []).flatMap((id, at) => keys([id], at % 2 ? transitions : steps, at % 2 ? "t" : "s")),
    }))
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** Said of all steps together (the sum of the shares): marking every one would hide those that are at fault. */
const OF_THE_WHOLE = new Set(["WF161"]);

/** What stands on each element: its errors and warnings. Infos mark nothing. */
export function markElements(problems: readonly Problem[]): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const problem of problems) {
    const { severity } = problem;
    if (severity === "info" || OF_THE_WHOLE.has(problem.code)) continue;
    for (const key of [...problem.steps, ...problem.transitions]) {
      const old = marks.get(key);
      marks.set(key, {
        severity: old?.severity === "error" ? "error" : severity,
        sentences: [...(old?.sentences ?? []), problem.sentence],
      });
    }
  }
  return marks;
}

/** "2 errors, 1 warning", or "no problems". */
export function sayCounts(problems: readonly Problem[]): string {
  const counts = (["error", "warning", "info"] as const)
    .map((severity) => [problems.filter((p) => p.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => sayCount(count, severity));
  return counts.length ? counts.join(", ") : "no problems";
}

/** "1 error", "2 errors". */
export function sayCount(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Finding steps by what is written on them. */
import type { Step } from "./graph";

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const MOST = 50;

/** Steps whose name, else role, instruction or description holds every word that was typed; names first. */
export function findSteps(steps: readonly Step[], roles: ReadonlyMap<number, string>, typed: string): Step[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return steps.slice(0, MOST);
  const holds = (text: string) => words.every((word) => fold(text).includes(word));
  const named = steps.filter((s) => holds(s.name));
  const rest = steps.filter(
    (s) => !named.includes(s) && holds([s.name, roles.get(s.roleId ?? 0) ?? "", s.instruction, s.description].join(" ")),
  );
  return [...named, ...rest].slice(0, MOST);
}

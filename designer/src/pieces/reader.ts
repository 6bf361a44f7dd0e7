/** Reads foreign JSON part by part; what is not as it must be is refused with a sentence that says where. */
import { Refusal } from "../edits";

/** Characters nobody sees, and those that turn the reading direction; lines and tabs only where text has lines. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/;
const HIDDEN_IN_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/;

export class Reader {
  private readonly part: Record<string, unknown>;

  constructor(
    part: unknown,
    private readonly where: string,
  ) {
    if (typeof part !== "object" || part === null || Array.isArray(part)) throw this.refusal("is no list of properties");
    this.part = part as Record<string, unknown>;
  }

  refusal(what: string): Refusal {
    return new Refusal(`Nothing was pasted: it was changed since it was copied (${this.where}: ${what}).`);
  }

  only(keys: readonly string[]): void {
    const strange = Object.keys(this.part).find((key) => !keys.includes(key));
    if (strange !== undefined) throw this.refusal(`“${strange.slice(0, 40)}” is unknown`);
  }

  list(key: string, most: number): Reader[] {
    const list = this.value(key);
    if (!Array.isArray(list) || list.length > most) throw this.refusal(`“${key}” is no list of at most ${most}`);
    return list.map((part, at) => new Reader(part, `${key.slice(0, -1)} ${at + 1}`));
  }

  text(key: string, longest: number, manyLines = false): string {
    const value = this.value(key);
    if (typeof value !== "string") throw this.refusal(`“${key}” is no text`);
    if (value.length > longest) throw this.refusal(`“${key}” is longer than ${longest} characters`);
    if ((manyLines ? HIDDEN_IN_LINES : HIDDEN).test(value)) throw this.refusal(`“${key}” holds hidden characters`);
    return value;
  }

  isNone(key: string): boolean {
    return this.value(key) === null;
  }

  textOrNone(key: string, longest: number): string | null {
    return this.isNone(key) ? null : this.text(key, longest);
  }

  oneOf(key: string, values: readonly string[]): string {
    const value = this.value(key);
    if (typeof value !== "string" || !values.includes(value)) throw this.refusal(`“${key}” is not one of its values`);
    return value;
  }

  flag(key: string): boolean {
    const value = this.value(key);
    if (typeof value !== "boolean") throw this.refusal(`“${key}” is neither true nor false`);
    return value;
  }

  count(key: string): number {
    const value = this.value(key);
    if (!Number.isInteger(value) || (value as number) < 1) throw this.refusal(`“${key}” is no number from 1 on`);
    return value as number;
  }

  place(key: string): number {
    const value = this.value(key);
    if (typeof value !== "number" || !Number.isFinite(value) || Math.abs(value) > 900_000)
      throw this.refusal(`“${key}” is no place on the canvas`);
    return Math.round(value);
  }

  private value(key: string): unknown {
    if (!Object.hasOwn(this.part, key)) throw this.refusal(`“${key}” is missing`);
    return this.part[key];
  }
}

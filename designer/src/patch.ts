/** JSON Patch (RFC 6902) on plain JSON, without touching the original. */

export interface PatchOperation {
  op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  path: string;
  from?: string;
  value?: unknown;
}

/** Said when a patch does not fit the document; nothing was changed. */
export class PatchMisfit extends Error {}

/** A changed copy of the document; all operations or none. */
export function applyPatch<T>(document: T, operations: readonly PatchOperation[]): T {
  const holder: { root: unknown } = { root: structuredClone(document) };
  for (const operation of operations) applyOne(holder, operation);
  return holder.root as T;
}

function applyOne(holder: { root: unknown }, operation: PatchOperation): void {
  const path = readPointer(operation.path);
  if (operation.op === "add") return insert(holder, path, structuredClone(operation.value));
  if (operation.op === "remove") {
    take(holder, path);
    return;
  }
  if (operation.op === "replace") {
    take(holder, path);
    return insert(holder, path, structuredClone(operation.value));
  }
  if (operation.op === "test") {
    if (!sameJson(look(holder, path), operation.value)) throw new PatchMisfit(`${operation.path} has another value`);
    return;
  }
  const from = readPointer(operation.from ?? "");
  const value = operation.op === "move" ? take(holder, from) : structuredClone(look(holder, from));
  insert(holder, path, value);
}

function readPointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new PatchMisfit(`${pointer} is no JSON pointer`);
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function parentOf(holder: { root: unknown }, path: readonly string[]): { parent: unknown; key: string } {
  const all = ["root", ...path];
  return { parent: all.slice(0, -1).reduce<unknown>(child, holder), key: all.at(-1)! };
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) return parent[readIndex(key, parent.length - 1)];
  if (typeof parent === "object" && parent !== null && Object.hasOwn(parent, key)) {
    return (parent as Record<string, unknown>)[key];
  }
  throw new PatchMisfit(`there is no ${key}`);
}

function readIndex(key: string, highest: number): number {
  const index = /^(0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > highest) throw new PatchMisfit(`there is no place ${key}`);
  return index;
}

function look(holder: { root: unknown }, path: readonly string[]): unknown {
  const { parent, key } = parentOf(holder, path);
  return child(parent, key);
}

function take(holder: { root: unknown }, path: readonly string[]): unknown {
  const { parent, key } = parentOf(holder, path);
  const value = child(parent, key);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete (parent as Record<string, unknown>)[key];
  return value;
}

function insert(holder: { root: unknown }, path: readonly string[], value: unknown): void {
  const { parent, key } = parentOf(holder, path);
  if (Array.isArray(parent)) {
    parent.splice(key === "-" ? parent.length : readIndex(key, parent.length), 0, value);
  } else if (typeof parent === "object" && parent !== null) {
    Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
  } else throw new PatchMisfit(`there is no place for ${key}`);
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (k) => Object.hasOwn(b, k) && sameJson((a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k]),
    )
  );
}

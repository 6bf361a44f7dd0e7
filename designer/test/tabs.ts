/** Tabs of one browser: each a designer with a workflow open, on one shelf and with one set of locks. */
import { vi } from "vitest";
import { startKeeping } from "../src/keeping";
import { openWorkflow } from "../src/loading";
import { QUIET, startSaving } from "../src/saving";
import type { Locks, Place } from "../src/shelf";
import { findLeft, holdPlace, keyOf } from "../src/shelf";
import { createStore } from "../src/store";
import { makeServer } from "./doubles";

export const NOW = () => new Date("2026-11-24T12:04:00Z");

export function makeShelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    get length() {
      return kept.size;
    },
    key: (at: number) => [...kept.keys()][at] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

export function makeLocks(): Locks {
  const held = new Set<string>();
  const request = (name: string, act: () => Promise<void>) => {
    held.add(name);
    return act().finally(() => held.delete(name));
  };
  const query = () => Promise.resolve({ held: [...held].map((name) => ({ name })) });
  return { request, query } as unknown as Locks;
}

let opened = 0;

/** A tab more; `leave` closes it. Without `locks` no tab knows of another. */
export async function openTab(server = makeServer(), shelf = makeShelf(), locks?: Locks) {
  const key = keyOf("12", "3", `tab-${(opened += 1)}`);
  const place: Place = { shelf, key, left: [] };
  const leave = holdPlace(locks, key);
  const store = createStore();
  const saver = startSaving(store, server, NOW);
  await openWorkflow(store, server);
  place.left = await findLeft(shelf, key, locks);
  startKeeping(store, place, NOW);
  const wait = () => vi.advanceTimersByTimeAsync(QUIET + 50);
  return { store, server, shelf, place, saver, leave, wait };
}

/** A designer with a workflow open, its saver and the server behind it. */
import { vi } from "vitest";
import { openWorkflow } from "../src/loading";
import { QUIET, startSaving } from "../src/saving";
import { createStore } from "../src/store";
import { makeServer, makeWorkflow } from "./doubles";

/** Opens it; `wait` lets the quiet time pass, on fake timers. */
export async function open(workflow = makeWorkflow()) {
  const store = createStore();
  const server = makeServer(workflow);
  const saver = startSaving(store, server, () => new Date("2026-11-24T12:04:00Z"));
  await openWorkflow(store, server);
  const wait = () => vi.advanceTimersByTimeAsync(QUIET + 50);
  return { store, server, saver, wait };
}

import { expect, it } from "vitest";
import { addStep } from "../src/acts";
import { DoorClosed } from "../src/api";
import { openWorkflow } from "../src/loading";
import { startSaving } from "../src/saving";
import { createStore } from "../src/store";
import { tryDraft } from "../src/trying";
import { makeServer, makeWorkflow } from "./doubles";

async function open() {
  const store = createStore();
  const server = makeServer(makeWorkflow());
  const saver = startSaving(store, server, () => new Date("2026-11-24T12:04:00Z"));
  await openWorkflow(store, server);
  addStep(store, { x: 0, y: 200 }, "step");
  return { store, server, saver };
}

it("saves what is drawn before it is tried", async () => {
  const { store, server, saver } = await open();
  const gone: string[] = [];
  await tryDraft(store, saver, "/workflows/12", (address) => gone.push(address));
  expect(server.calls.map((call) => call.door)).toEqual(["graph"]);
  expect(gone).toEqual(["/workflows/12/try"]);
});

it("stays and says so when it cannot be saved", async () => {
  const { store, server, saver } = await open();
  server.failure = new DoorClosed("refused", "The graph was not saved.", {});
  const gone: string[] = [];
  await tryDraft(store, saver, "/workflows/12", (address) => gone.push(address));
  expect(gone).toEqual([]);
  expect(store.get().notice).toContain("save your changes first");
});

import { createRoot } from "react-dom/client";
import { openDoors } from "./api";
import { DesignerPage } from "./Designer";
import "./flow.css";
import { startKeeping } from "./keeping";
import { openWorkflow } from "./loading";
import { makeKey } from "./edits";
import { startPresence } from "./presence";
import type { Page } from "./presence";
import { isUnsaved, startSaving } from "./saving";
import type { Place } from "./shelf";
import { findLeft, holdPlace, keyOf, openShelf } from "./shelf";
import { createStore } from "./store";
import { tellSaves } from "./telling";
import { DesignerContext } from "./useDesigner";

const place = document.getElementById("designer");
if (place) startDesigner(place);

function startDesigner(root: HTMLElement): void {
  const { workflow = "", api = "/api/", csrf = "", overview = "/", person = "" } = root.dataset;
  const store = createStore();
  const doors = openDoors(api, workflow, csrf, person);
  const saver = startSaving(store, doors, () => new Date());
  const tab = makeKey();
  const place: Place = { shelf: openShelf(), key: keyOf(workflow, person, tab), left: [] };
  beThere(place.key);
  guardLeaving();
  createRoot(root).render(
    <DesignerContext value={{ store, doors, saver, overview, place }}>
      <DesignerPage />
    </DesignerContext>,
  );
  void openWorkflow(store, doors).then(async () => {
    if (store.get().phase !== "ready") return;
    place.left = await findLeft(place.shelf, place.key, navigator.locks);
    startKeeping(store, place, () => new Date());
    tellSaves(store, () => new Date());
    if (store.get().facts.mayDesign) startPresence(store, doors, tab, person, openPage());
  });

  /** Leaving with unsaved work asks first; hiding the tab saves; coming back online tries again. */
  function guardLeaving(): void {
    window.addEventListener("beforeunload", (event) => {
      if (isUnsaved(store.get())) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      const { conflict } = store.get();
      if (document.visibilityState === "hidden" && !conflict && isUnsaved(store.get())) void saver.saveNow();
    });
    window.addEventListener("online", () => {
      if (store.get().save.kind === "offline") void saver.saveNow();
    });
  }
}

/** When this page is in sight, and when it goes. */
function openPage(): Page {
  return {
    isVisible: () => document.visibilityState === "visible",
    onVisible: (listener) => {
      document.addEventListener("visibilitychange", listener);
      window.addEventListener("pageshow", listener);
    },
    onLeave: (listener) => window.addEventListener("pagehide", listener),
  };
}

/** Lets other tabs know that this one lives, as long as its page does; also when one comes back to it. */
function beThere(key: string): void {
  let leave = holdPlace(navigator.locks, key);
  window.addEventListener("pagehide", () => leave());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leave = holdPlace(navigator.locks, key);
  });
}

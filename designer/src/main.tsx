import { createRoot } from "react-dom/client";
import { openDoors } from "./api";
import { DesignerPage } from "./Designer";
import "./flow.css";
import type { Shelf } from "./keeping";
import { findKept, keyOf, startKeeping } from "./keeping";
import { openWorkflow } from "./loading";
import { makeKey } from "./edits";
import { startPresence } from "./presence";
import type { Page } from "./presence";
import { isUnsaved, startSaving } from "./saving";
import { createStore } from "./store";
import { tellSaves } from "./telling";
import { DesignerContext } from "./useDesigner";

const place = document.getElementById("designer");
if (place) startDesigner(place);

function startDesigner(root: HTMLElement): void {
  const { workflow = "", api = "/api/", csrf = "", overview = "/", person = "" } = root.dataset;
  const store = createStore();
  const doors = openDoors(api, workflow, csrf);
  const saver = startSaving(store, doors, () => new Date());
  const shelf = openShelf();
  const shelfKey = keyOf(workflow, person);
  guardLeaving();
  createRoot(root).render(
    <DesignerContext value={{ store, doors, saver, overview, shelf, shelfKey }}>
      <DesignerPage />
    </DesignerContext>,
  );
  void openWorkflow(store, doors).then(() => {
    if (store.get().phase !== "ready") return;
    store.set({ kept: findKept(store, shelf, shelfKey) });
    startKeeping(store, shelf, shelfKey, () => new Date());
    tellSaves(store, () => new Date());
    if (store.get().facts.mayDesign) startPresence(store, doors, makeKey(), person, openPage());
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

/** The browser's own storage; where it keeps none, one that is empty. */
function openShelf(): Shelf {
  try {
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}

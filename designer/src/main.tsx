import { createRoot } from "react-dom/client";
import { openDoors } from "./api";
import { DesignerPage } from "./Designer";
import "./flow.css";
import { openWorkflow } from "./loading";
import { isUnsaved, startSaving } from "./saving";
import { createStore } from "./store";
import { DesignerContext } from "./useDesigner";

const place = document.getElementById("designer");
if (place) startDesigner(place);

function startDesigner(root: HTMLElement): void {
  const { workflow = "", api = "/api/", csrf = "", overview = "/" } = root.dataset;
  const store = createStore();
  const doors = openDoors(api, workflow, csrf);
  const saver = startSaving(store, doors, () => new Date());
  guardLeaving();
  createRoot(root).render(
    <DesignerContext value={{ store, doors, saver, overview }}>
      <DesignerPage />
    </DesignerContext>,
  );
  void openWorkflow(store, doors);

  /** Leaving with unsaved work asks first; hiding the tab saves; coming back online tries again. */
  function guardLeaving(): void {
    window.addEventListener("beforeunload", (event) => {
      if (isUnsaved(store.get())) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && isUnsaved(store.get())) void saver.saveNow();
    });
    window.addEventListener("online", () => {
      if (store.get().save.kind === "offline") void saver.saveNow();
    });
  }
}

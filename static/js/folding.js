// What floats folds: on Escape, on a click elsewhere, and when another opens. Dialogs open by data-open="#id".
const FLOATING = "details.ask[open], details.self[open], details.ledger[open]";

function foldAll(except) {
  for (const details of document.querySelectorAll(FLOATING)) {
    if (!except || !details.contains(except)) details.open = false;
  }
}

function showFoldButtons(root) {
  for (const button of root.querySelectorAll("[data-fold][hidden]")) button.hidden = false;
}

function clicked(event) {
  const target = event.target;
  if (!(target instanceof Element)) return;
  foldAll(target);
  const details = target.closest("[data-fold]")?.closest("details");
  if (details) {
    details.open = false;
    details.querySelector("summary").focus();
  }
  const opener = target.closest("[data-open]");
  const dialog = opener && document.querySelector(opener.dataset.open);
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
}

export function startFolding() {
  showFoldButtons(document);
  document.addEventListener("htmx:load", (event) => showFoldButtons(event.target));
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(FLOATING);
    if (event.key !== "Escape" || !open) return;
    const inside = open.contains(document.activeElement);
    foldAll();
    if (inside) open.querySelector("summary").focus();
  });
}

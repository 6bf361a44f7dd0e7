// The list beside an item: the row whose item is open is marked, and a fresh list comes in only when it is another
// one and nobody stands in it with the keyboard.
let lastRows = "";

function markRow(itemId) {
  for (const link of document.querySelectorAll("[data-rows] a[data-item]")) {
    const isOpen = link.dataset.item === itemId;
    link.closest("tr").classList.toggle("sel", isOpen);
    if (isOpen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function keepPlace(event) {
  if (event.detail.target?.id !== "rows") return;
  const text = event.detail.xhr.responseText;
  const isBusy = event.detail.target.contains(document.activeElement);
  if (isBusy || text === lastRows) event.detail.shouldSwap = false;
  else lastRows = text;
}

export function startRows() {
  document.addEventListener("htmx:beforeSwap", keepPlace);
  document.addEventListener("htmx:afterSwap", () => {
    const panel = document.querySelector("#item");
    if (panel) markRow(panel.dataset.item ?? "");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element && event.target.id === "item") event.target.querySelector("h2")?.focus();
  });
}

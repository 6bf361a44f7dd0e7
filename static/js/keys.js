// Ctrl-K goes to the search. In a list marked data-rows: J and K go down and up, Enter opens (it is a link), and a letter
// presses what carries it as data-key in the same row. Letters do nothing while one types.
function isTyping(element) {
  return element instanceof Element && element.closest("input, textarea, select, [contenteditable], dialog[open], .react-flow") !== null;
}

function rowLinks() {
  return [...document.querySelectorAll("[data-rows] tbody tr a.tk")].filter((link) => link.offsetParent !== null);
}

function stepRows(step) {
  const links = rowLinks();
  if (!links.length) return;
  const row = document.activeElement?.closest("tr") ?? document.querySelector("[data-rows] tr.sel");
  const at = links.findIndex((link) => link.closest("tr") === row);
  const next = at < 0 ? links[step > 0 ? 0 : links.length - 1] : links[at + step];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function pressInRow(letter) {
  const row = document.activeElement?.closest("[data-rows] tr");
  const button = [...(row?.querySelectorAll("[data-key]") ?? [])].find((one) => one.dataset.key === letter);
  button?.click();
}

function pressed(event) {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "k" && !event.shiftKey && !event.altKey) {
    const search = document.querySelector("#find");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (key === "j") stepRows(1);
  else if (key === "k") stepRows(-1);
  else if (key.length === 1) pressInRow(key);
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
}

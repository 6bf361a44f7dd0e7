// What htmx cannot show by itself: a server that broke or did not answer, and errors that should be read first.
const BROKEN = "Something broke here. Nothing was changed. Load the page anew and try once more.";
const SILENT = "The server did not answer. Nothing was changed; what you typed is still here. Try again in a moment.";

function tell(sentence) {
  const area = document.querySelector("#notices");
  if (!area) return;
  const note = document.createElement("div");
  note.className = "note late";
  const words = document.createElement("p");
  words.textContent = sentence;
  note.append(words);
  area.replaceChildren(note);
  area.scrollIntoView({ block: "nearest" });
}

export function startNotices() {
  document.addEventListener("htmx:responseError", () => tell(BROKEN));
  document.addEventListener("htmx:sendError", () => tell(SILENT));
  document.addEventListener("htmx:timeout", () => tell(SILENT));
  const focusErrors = (root) => root.querySelector("#error-summary")?.focus();
  focusErrors(document);
  document.addEventListener("htmx:load", (event) => focusErrors(event.target));
}

// What htmx cannot show by itself: a refusal goes among the notices, never into what was to be replaced; a server that
// broke or did not answer is told; errors of a form are read first.
const BROKEN = "Something broke here. Nothing was changed. Load the page anew and try once more.";
const SILENT = "The server did not answer. What you typed is still here. Try again in a moment.";

function noticeArea() {
  return document.querySelector("#notices");
}

function tell(sentence) {
  const note = document.createElement("div");
  note.className = "note late";
  note.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = sentence;
  note.append(words);
  noticeArea()?.replaceChildren(note);
  noticeArea()?.scrollIntoView({ block: "nearest" });
}

function redirectRefusal(event) {
  const answer = event.detail;
  if (answer.xhr.status < 400 || !answer.xhr.responseText.includes("data-refusal") || !noticeArea()) return;
  answer.shouldSwap = true;
  answer.isError = false;
  answer.target = noticeArea();
  answer.swapOverride = "innerHTML show:#notices:top";
}

function focusErrors(root) {
  root.querySelector("#error-summary")?.focus();
}

export function startNotices() {
  document.addEventListener("htmx:beforeSwap", redirectRefusal);
  document.addEventListener("htmx:responseError", () => tell(BROKEN));
  document.addEventListener("htmx:sendError", () => tell(SILENT));
  document.addEventListener("htmx:timeout", () => tell(SILENT));
  document.addEventListener("htmx:load", (event) => focusErrors(event.target));
  focusErrors(document);
}

// The promises must grow from urgent to low (missing ones skipped): said beside the row as one types, checked by the server.
const MINUTES = { days: 1440, hours: 60, minutes: 1 };
const ORDER = ["urgent", "high", "medium", "low"];

function readRow(row) {
  let total = 0;
  let empty = true;
  for (const [unit, minutes] of Object.entries(MINUTES)) {
    const typed = row.querySelector(`[name$="_${unit}"]`)?.value.trim() ?? "";
    if (typed === "") continue;
    if (!/^\d{1,5}$/.test(typed)) return { wrong: "Days, hours and minutes are whole numbers." };
    empty = false;
    total += Number(typed) * minutes;
  }
  if (!empty && total === 0) return { wrong: "A promise is longer than nothing; leave all three empty for no promise." };
  return { total: empty ? null : total };
}

function say(row, sentence) {
  const place = row.querySelector("[data-order-error]");
  const line = place.querySelector(".err") ?? place.appendChild(document.createElement("p"));
  if (!sentence) line.remove();
  else {
    line.className = "err";
    line.setAttribute("role", "status");
    line.textContent = sentence;
  }
  for (const input of row.querySelectorAll("input")) {
    if (sentence) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

function checkOrder(table) {
  let before = null;
  for (const priority of ORDER) {
    const row = table.querySelector(`[data-duration="${priority}"]`);
    if (!row) continue;
    const { total, wrong } = readRow(row);
    const early = total != null && before && total <= before.total;
    say(row, wrong ?? (early ? `${capital(priority)} must take longer than ${before.priority}.` : ""));
    if (total != null) before = { priority, total };
  }
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

// Typed before this script was there, or brought back by the browser: other than what the page came with.
function wasTypedIn(table) {
  return [...table.querySelectorAll("input")].some((input) => input.value !== input.defaultValue);
}

export function startOrderCheck() {
  for (const table of document.querySelectorAll("[data-order]")) if (wasTypedIn(table)) checkOrder(table);
  document.addEventListener("input", (event) => {
    const table = event.target instanceof Element && event.target.closest("[data-order]");
    if (table) checkOrder(table);
  });
}

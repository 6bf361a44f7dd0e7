// Clocks go on: every half minute the words, the sign and the bar of each .clock[data-due] are written anew.
// When a clock turns soon and late is reckoned by the server alone, in working time; here both are only compared
// with its present time (not this machine's). Between the moments it knows, the bar grows evenly where every hour
// counts; where only the hours of a calendar do, it waits for the next moment that is known.
const MINUTE = 60_000;
const SOON_USED = 80;
const ICONS = { late: "late", soon: "soon", calm: "clock" };

export function saySpan(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  if (minutes < 1) return "under 1 min";
  const days = Math.floor(minutes / 1440);
  if (days >= 7) return `${days} d`;
  const units = days ? [[days, "d"], [Math.floor(minutes / 60) % 24, "h"]] : [[Math.floor(minutes / 60), "h"], [minutes % 60, "min"]];
  return units.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ");
}

// clock: due, soon (NaN: never), used (percent at the moment `seen`), hasHours; all moments in milliseconds.
export function readClock(clock, now) {
  if (now >= clock.due) return { kind: "late", words: `${saySpan(now - clock.due)} late`, used: 100 };
  const kind = now >= clock.soon ? "soon" : "calm";
  const span = saySpan(clock.due - now);
  const words = clock.hasHours ? `due in ${span}` : `${span} left`;
  return { kind, words, used: usedAt(clock, now, kind) };
}

function usedAt({ due, soon, seen, used, hasHours }, now, kind) {
  if (Number.isNaN(soon)) return used;
  if (hasHours) return kind === "soon" ? Math.max(used, SOON_USED) : used;
  const from = kind === "soon" && soon > seen ? [soon, SOON_USED] : [seen, used];
  const to = kind === "soon" ? [due, 100] : [soon, SOON_USED];
  const share = (now - from[0]) / (to[0] - from[0]);
  return Math.max(0, Math.min(to[1] - 1, Math.floor(from[1] + share * (to[1] - from[1]))));
}

function serverOffset() {
  const said = Date.parse(document.documentElement.dataset.now ?? "");
  return Number.isNaN(said) ? 0 : said - Date.now();
}

function factsOf(clock, now) {
  clock.dataset.seen ??= String(now);
  const { due, soon = "", seen, used, hours } = clock.dataset;
  return { due: Date.parse(due), soon: Date.parse(soon), seen: Number(seen), used: Number(used), hasHours: hours === "1" };
}

function showClock(clock, now) {
  const face = readClock(factsOf(clock, now), now);
  clock.classList.remove("late", "soon", "calm");
  clock.classList.add(face.kind);
  const words = clock.querySelector("[data-words]");
  if (words && words.textContent !== face.words) words.textContent = face.words;
  clock.querySelector(".w use")?.setAttribute("href", `#i-${ICONS[face.kind]}`);
  clock.querySelector(":scope > .bar .v")?.setAttribute("width", `${face.used}%`);
}

export function startClocks() {
  const offset = serverOffset();
  const showAll = () => {
    const now = Date.now() + offset;
    for (const clock of document.querySelectorAll(".clock[data-due]")) showClock(clock, now);
  };
  showAll();
  setInterval(showAll, MINUTE / 2);
  document.addEventListener("htmx:load", showAll);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) showAll();
  });
}

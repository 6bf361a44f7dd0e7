// Clocks go on: every half minute the words, the sign and the bar of each .clock[data-due] are written anew.
// The rules are those of the server (tts/web/clock_face.py and words.py); its time counts, not this machine's.
const MINUTE = 60_000;
const SOON_SHARE = 0.8;
const SOON_LEFT = 30 * MINUTE;
const ICONS = { late: "late", soon: "soon", calm: "clock" };

export function saySpan(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  if (minutes < 1) return "under 1 min";
  const days = Math.floor(minutes / 1440);
  if (days >= 7) return `${days} d`;
  const units = days ? [[days, "d"], [Math.floor(minutes / 60) % 24, "h"]] : [[Math.floor(minutes / 60), "h"], [minutes % 60, "min"]];
  return units.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ");
}

export function readClock(due, start, now) {
  if (now >= due) return { kind: "late", words: `${saySpan(now - due)} late`, used: 100 };
  const known = start !== null && start < due;
  const share = known ? (now - start) / (due - start) : 0;
  const soon = known ? share >= SOON_SHARE : due - now <= SOON_LEFT;
  return { kind: soon ? "soon" : "calm", words: `${saySpan(due - now)} left`, used: Math.max(0, Math.min(100, Math.floor(share * 100))) };
}

function serverOffset() {
  const said = Date.parse(document.documentElement.dataset.now ?? "");
  return Number.isNaN(said) ? 0 : said - Date.now();
}

function showClock(clock, now) {
  const start = Date.parse(clock.dataset.start ?? "");
  const face = readClock(Date.parse(clock.dataset.due), Number.isNaN(start) ? null : start, now);
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
  setInterval(showAll, MINUTE / 2);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) showAll();
  });
}

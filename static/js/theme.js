// Runs before the first paint: the colours a person chose, if any, win over the system's.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // no storage here: the system decides
  }
})();

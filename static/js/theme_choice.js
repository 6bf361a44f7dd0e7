// Light, dark or as the system has it: kept in this browser, shown only when there is a script to do it.
function chosenTheme() {
  return document.documentElement.dataset.theme ?? "";
}

function keepTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // no storage here: the choice lasts as long as the page
  }
}

export function startThemeChoice() {
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    const buttons = [...choice.querySelectorAll("[data-theme-set]")];
    const show = () => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosenTheme()));
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        keepTheme(button.dataset.themeSet);
        show();
      });
    }
    show();
    choice.hidden = false;
  }
}

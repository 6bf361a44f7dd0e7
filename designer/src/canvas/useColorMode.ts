import { useEffect, useState } from "react";

type Mode = "light" | "dark" | "system";

function readMode(): Mode {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Light or dark as the page has it, also when it changes while one draws. */
export function useColorMode(): Mode {
  const [mode, setMode] = useState<Mode>(readMode);
  useEffect(() => {
    const watcher = new MutationObserver(() => setMode(readMode()));
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => watcher.disconnect();
  }, []);
  return mode;
}

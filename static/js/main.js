// What the pages gain with JavaScript; every page works without.
import { startBell } from "./bell.js";
import { startClocks } from "./clocks.js";
import { startFolding } from "./folding.js";
import { startKeys } from "./keys.js";
import { startNarrowing } from "./narrowing.js";
import { startNotices } from "./notices.js";
import { startOrderCheck } from "./order.js";
import { startRows } from "./rows.js";
import { startThemeChoice } from "./theme_choice.js";

startThemeChoice();
startFolding();
startKeys();
startClocks();
startBell();
startNarrowing();
startOrderCheck();
startNotices();
startRows();

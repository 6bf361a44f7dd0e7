/** Lays steps out with dagre, in a thread of its own. */
import { placeSteps } from "./placeSteps";
import type { LayoutQuestion } from "./layout";

self.onmessage = (event: MessageEvent<LayoutQuestion>) => {
  (self as unknown as Worker).postMessage(placeSteps(event.data));
};

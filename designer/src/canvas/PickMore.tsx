import { useStore, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";

/** While it is there, a press takes one more to what is selected, as with Shift held; fingers have no Shift. */
export function PickMore() {
  const flow = useStoreApi();
  const isOn = useStore((s) => s.multiSelectionActive);
  useEffect(() => {
    if (!isOn) flow.setState({ multiSelectionActive: true });
  }, [flow, isOn]);
  useEffect(() => () => flow.setState({ multiSelectionActive: false }), [flow]);
  return null;
}

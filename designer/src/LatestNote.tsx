import { useState } from "react";
import { Icon } from "./icons";
import type { LatestSave } from "./presence";
import { sayLatest } from "./presence";
import { isBehind } from "./telling";
import { useDesigner, useDesignerState } from "./useDesigner";

/** Somebody saved since this page was last in step: one may bring it in before saving. */
export function LatestNote() {
  const latest = useDesignerState((s) => s.latest);
  const isNews = useDesignerState(isBehind);
  const isBusy = useDesignerState((s) => s.save.kind === "saving");
  return latest && isNews && !isBusy ? <Note latest={latest} /> : null;
}

function Note({ latest }: { latest: LatestSave }) {
  const { saver } = useDesigner();
  const [isBusy, setBusy] = useState(false);
  const bring = () => {
    setBusy(true);
    void saver.bringIn({ changed_by: latest.by, changed_at: latest.at }).finally(() => setBusy(false));
  };
  return (
    <div className="note here">
      <Icon name="info" />
      <span>{sayLatest(latest, new Date())} Bring it in now, or it is merged when you save.</span>
      <button type="button" className="btn small" disabled={isBusy} onClick={bring}>
        Bring it in
      </button>
    </div>
  );
}

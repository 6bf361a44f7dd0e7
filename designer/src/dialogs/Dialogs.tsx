import { useDesignerState } from "../useDesigner";
import { ConflictDialog } from "./ConflictDialog";
import { ConnectDialog } from "./ConnectDialog";
import { HelpDialog } from "./HelpDialog";
import { KeptDialog } from "./KeptDialog";
import { WarningsDialog } from "./WarningsDialog";

/** The one question that is open now. */
export function Dialogs() {
  const conflict = useDesignerState((s) => s.conflict);
  const kept = useDesignerState((s) => s.kept);
  const dialog = useDesignerState((s) => s.dialog);
  if (kept) return <KeptDialog kept={kept} />;
  if (conflict?.isOpen) return <ConflictDialog conflict={conflict} />;
  if (dialog === "help") return <HelpDialog />;
  if (dialog === "connect") return <ConnectDialog />;
  if (dialog === "deploy" || dialog === "initialize") return <WarningsDialog move={dialog} />;
  return null;
}

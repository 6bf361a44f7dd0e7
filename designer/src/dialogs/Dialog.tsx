import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";
import { focusDrawing } from "../focus";
import { classes } from "../words";

/** A question over the page. Escape closes it where closing is a choice; the focus goes back to where it came from. */
export function Dialog(props: { title: string; isWide?: boolean; onClose?: () => void; children: ReactNode }) {
  const { title, onClose, children } = props;
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      else focusDrawing();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className={classes("dz-dialog", props.isWide && "is-wide")}
      aria-labelledby={id}
      onKeyDown={(event) => event.stopPropagation()}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={() => (onClose ? onClose() : box.current?.showModal())}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

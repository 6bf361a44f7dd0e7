import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";
import { Icon } from "../icons";
import type { Box } from "../store";
import { useDesigner, useDesignerState } from "../useDesigner";

/** A button and the box that hangs on it: Escape, a click elsewhere or leaving it closes it. Arrow keys go through it. */
export function HangingBox(props: {
  box: Exclude<Box, null>;
  word: string;
  icon: string;
  /** Shown in place of the icon. */
  sign?: ReactNode;
  hint: string;
  className?: string;
  showWord?: boolean;
  disabled?: boolean;
  children: ReactNode;
}) {
  const { store } = useDesigner();
  const open = useDesignerState((s) => s.box === props.box);
  const whole = useRef<HTMLSpanElement>(null);
  const id = useId();
  useEffect(() => (open ? closeOutside(whole.current, () => store.set({ box: null })) : undefined), [open, store]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") {
      store.set({ box: null });
      whole.current?.querySelector("button")?.focus();
    } else if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    else moveFocus(whole.current, event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="dz-hang" ref={whole} onKeyDown={onKeyDown}>
      <button
        type="button"
        className={props.className}
        disabled={props.disabled}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={props.showWord ? undefined : props.word}
        title={props.hint}
        onClick={() => store.set({ box: open ? null : props.box })}
      >
        {props.sign ?? <Icon name={props.icon} />}
        {props.showWord && props.word}
      </button>
      {open && (
        <div className="dz-box" id={id} role="region" aria-label={props.word}>
          {props.children}
        </div>
      )}
    </span>
  );
}

function closeOutside(whole: HTMLElement | null, close: () => void): () => void {
  const listen = (event: Event) => {
    if (event.target instanceof Node && !whole?.contains(event.target)) close();
  };
  document.addEventListener("pointerdown", listen, true);
  document.addEventListener("focusin", listen);
  const find = (what: string) => whole?.querySelector<HTMLElement>(`.dz-box ${what}`);
  (find("[aria-current]") ?? find("button, a"))?.focus();
  return () => {
    document.removeEventListener("pointerdown", listen, true);
    document.removeEventListener("focusin", listen);
  };
}

function moveFocus(whole: HTMLElement | null, by: number): void {
  const entries = [...(whole?.querySelectorAll<HTMLElement>(".dz-box :is(button:enabled, a)") ?? [])];
  const at = entries.indexOf(document.activeElement as HTMLElement);
  entries[at < 0 ? 0 : Math.max(0, Math.min(entries.length - 1, at + by))]?.focus();
}

import { useEffect, useRef } from "react";
import { rename } from "../acts";
import { useDesigner } from "../useDesigner";

/** Types a name in place: Enter or leaving keeps it, Escape leaves the old one. */
export function Rename({ id, name, label }: { id: string; name: string; label: string }) {
  const { store } = useDesigner();
  const input = useRef<HTMLInputElement>(null);
  const given = useRef(false);

  useEffect(() => {
    // React Flow shows a new node a frame after it is added; only then can it take the focus.
    const frame = requestAnimationFrame(() => {
      input.current?.focus({ preventScroll: true });
      input.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);

  const finish = (keep: boolean) => {
    if (given.current) return;
    given.current = true;
    if (keep) rename(store, id, input.current?.value ?? name);
    else store.set({ renaming: null });
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    finish(event.key === "Enter");
    requestAnimationFrame(() => {
      const key = CSS.escape(id);
      document
        .querySelector<HTMLElement>(`.react-flow__node[data-id="${key}"], [data-transition="${key}"]`)
        ?.focus({ preventScroll: true });
    });
  };

  return (
    <input
      ref={input}
      className="dz-rename nodrag nopan"
      aria-label={label}
      defaultValue={name}
      maxLength={120}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
    />
  );
}

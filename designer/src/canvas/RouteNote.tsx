import { useDesigner, useDesignerState } from "../useDesigner";

/** Says which way is shown, and ends showing it. */
export function RouteNote() {
  const { store } = useDesigner();
  const route = useDesignerState((s) => s.route);
  if (!route) return null;
  return (
    <p className="dz-hint">
      <b>{route.word}</b>
      <button type="button" className="btn small" onClick={() => store.set({ route: null })}>
        Hide
      </button>
    </p>
  );
}

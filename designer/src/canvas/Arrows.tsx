/** The arrow heads, once for the whole page, coloured by the style sheet. */
export function Arrows() {
  return (
    <svg className="dz-arrows" aria-hidden="true" focusable="false">
      <defs>
        {["plain", "back", "error", "picked", "route"].map((kind) => (
          <marker
            key={kind}
            id={`dz-arrow-${kind}`}
            className={`dz-arrow is-${kind}`}
            viewBox="0 0 10 10"
            refX="8.500"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0 0.500 9 5 0 9.500z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}

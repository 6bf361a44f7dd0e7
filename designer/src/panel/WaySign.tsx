import type { Way } from "../arrange";

const BARS: Record<Way, string> = {
  left: "M3 3v14M6 5h10v3.500H6zM6 11.500h6V15H6z",
  middle: "M10 2.500v15M5 5h10v3.500H5zM7 11.500h6V15H7z",
  right: "M17 3v14M4 5h10v3.500H4zM8 11.500h6V15H8z",
  top: "M3 3h14M5 6v10h3.500V6zM11.500 6v6H15V6z",
  centre: "M2.500 10h15M5 5v10h3.500V5zM11.500 7v6H15V7z",
  bottom: "M3 17h14M5 4v10h3.500V4zM11.500 8v6H15V8z",
  across: "M3 3v14M17 3v14M8 6h4v8H8z",
  down: "M3 3h14M3 17h14M6 8h8v4H6z",
};

/** A small picture of how steps will stand. */
export function WaySign({ way }: { way: Way }) {
  return (
    <svg className="i" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={BARS[way]} />
    </svg>
  );
}

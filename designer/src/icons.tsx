import type { ReactNode } from "react";

const SHAPES: Record<string, ReactNode> = {
  step: <rect x="3" y="5.500" width="14" height="9" rx="2.200" />,
  start: <path d="M6.200 4.200v11.600L15.600 10z" />,
  end: <path d="M5 17.200V3.800h9.200l-2.200 3.600 2.200 3.600H5" />,
  connect: (
    <>
      <circle cx="4.600" cy="14.200" r="2.100" />
      <circle cx="15.400" cy="5.800" r="2.100" />
      <path d="m6.300 12.900 7.400-5.800" />
    </>
  ),
  tidy: (
    <>
      <rect x="2.800" y="3" width="5.200" height="4" rx="1" />
      <rect x="2.800" y="13" width="5.200" height="4" rx="1" />
      <rect x="12" y="8" width="5.200" height="4" rx="1" />
      <path d="M8 5h2v10H8m2-5h2" />
    </>
  ),
  pick: <path d="M3.500 6V3.500H6M9 3.500h2M14 3.500h2.500V6M16.500 9v2M16.500 14v2.500H14M11 16.500H9M6 16.500H3.500V14M3.500 11V9" />,
  undo: <path d="M7.200 3.800 3 8l4.200 4.200M3.200 8h8.300a4.400 4.400 0 0 1 0 8.800H8" />,
  redo: <path d="M12.800 3.800 17 8l-4.200 4.200M16.800 8H8.500a4.400 4.400 0 0 0 0 8.800H12" />,
  note: <path d="M4 16l.8-3.600L13.500 3.700l2.800 2.800-8.700 8.700zM11.800 5.400l2.800 2.800" />,
  history: (
    <>
      <path d="M4.200 6.200A7 7 0 1 1 3 10M3.600 2.800v3.800h3.800" />
      <path d="M10 6.400v3.900l2.600 1.600" />
    </>
  ),
  copy: (
    <>
      <rect x="7" y="7" width="9.500" height="9.500" rx="1.800" />
      <path d="M4.500 13h-1V5.300c0-1 .8-1.800 1.800-1.800H13v1" />
    </>
  ),
  duplicate: (
    <>
      <rect x="7" y="7" width="9.500" height="9.500" rx="1.800" />
      <path d="M4.500 13h-1V5.300c0-1 .8-1.800 1.800-1.800H13v1M11.750 9.500v4.500M9.500 11.750H14" />
    </>
  ),
  paste: (
    <>
      <path d="M7 4.500H5.300c-.8 0-1.300.5-1.300 1.300v9.400c0 .8.5 1.300 1.300 1.300h9.400c.8 0 1.300-.5 1.300-1.300V5.800c0-.8-.5-1.300-1.300-1.300H13" />
      <rect x="7" y="2.800" width="6" height="3.400" rx="1" />
    </>
  ),
  find: (
    <>
      <circle cx="8.800" cy="8.800" r="5" />
      <path d="m12.600 12.600 4 4" />
    </>
  ),
  template: (
    <>
      <rect x="3" y="3" width="14" height="5" rx="1.200" />
      <rect x="3" y="12" width="5.400" height="5" rx="1.200" />
      <rect x="11.600" y="12" width="5.400" height="5" rx="1.200" />
    </>
  ),
  scales: <path d="M10 3.500v13M6 16.500h8M3 6.500h14M5.500 6.500l-2.500 5h5zm9 0-2.500 5h5z" />,
  back: <path d="M7.800 4 3.600 8l4.200 4M3.800 8H12a4.200 4.200 0 0 1 0 8.400H9" />,
  canvas: (
    <>
      <rect x="2.500" y="3.200" width="5.600" height="4.300" rx="1" />
      <rect x="11.900" y="12.500" width="5.600" height="4.300" rx="1" />
      <path d="M5.300 7.500v7.200h6.600" />
    </>
  ),
  table: (
    <>
      <rect x="3" y="4" width="14" height="12" rx="1.500" />
      <path d="M3 8h14M3 12h14M8.400 4v12" />
    </>
  ),
  clock: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.200l2.800 1.800" />
    </>
  ),
  error: (
    <>
      <path d="M10 3.200 18 16.600H2z" />
      <path d="M10 8v4m0 2.300v.1" />
    </>
  ),
  warning: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v5m0 2.700v.1" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 9.400v4.200m0-7v.1" />
    </>
  ),
  check: <path d="m4 10.600 4 4 8-9.200" />,
  wait: <path d="M10 3v3.500m0 7V17m-7-7h3.500m7 0H17M5 5l2.500 2.500m5 5L15 15m0-10-2.500 2.500m-5 5L5 15" />,
  plus: <path d="M10 4v12M4 10h12" />,
  minus: <path d="M4 10h12" />,
  fit: <path d="M3 7V3h4m6 0h4v4m0 6v4h-4m-6 0H3v-4" />,
  download: <path d="M10 3.500v9M6.200 9 10 12.800 13.800 9M4 16.500h12" />,
  down: <path d="m4.500 7.500 5.500 5.500 5.500-5.500" />,
  up: <path d="M4.500 12.500 10 7l5.500 5.500" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  remove: <path d="M4 6h12M8 6V4h4v2m-6.500 0 .8 10.500h7.400L14.500 6" />,
  help: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M7.900 8a2.100 2.100 0 1 1 3.200 1.900c-.7.400-1.100.9-1.100 1.700m0 2.300v.1" />
    </>
  ),
  workflow: (
    <>
      <rect x="3" y="3.500" width="14" height="13" rx="2" />
      <path d="M6.500 8h7m-7 4h4.500" />
    </>
  ),
};

/** A sign drawn in the colour of its words; always beside a word, or named by its button. */
export function Icon({ name, small }: { name: keyof typeof SHAPES & string; small?: boolean }) {
  return (
    <svg className={small ? "i s" : "i"} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {SHAPES[name]}
    </svg>
  );
}

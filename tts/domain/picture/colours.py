"""The colours of pictures that stand alone, by what they are for: those of the pages, in light and dark."""

from __future__ import annotations

LIGHT = {
    "sheet": "#ffffff",
    "soft": "#e2f0f3",
    "line": "#c9d1d1",
    "edge": "#849193",
    "ink": "#445154",
    "dim": "#586669",
    "accent": "#0b6075",
    "on": "#ffffff",
    "ok": "#1f6e47",
    "loop": "#584a9c",
}
DARK = {
    "sheet": "#151a1b",
    "soft": "#10303a",
    "line": "#3a4547",
    "edge": "#6d7b7d",
    "ink": "#b3bfc0",
    "dim": "#94a2a4",
    "accent": "#63c3d8",
    "on": "#05242c",
    "ok": "#6fcb99",
    "loop": "#b9abf5",
}
FAMILIES = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"

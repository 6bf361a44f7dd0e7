"""From SVG to PNG, with a typeface of our own: no program and no font of the system is needed."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from xml.etree import ElementTree

import resvg_py

FONT = Path(__file__).parent / "fonts" / "LiberationSans-Regular.ttf"
FAMILY = "Liberation Sans"
PNG = "image/png"
SHARPNESS, LARGEST_SIDE, LARGEST_AREA = 2.0, 12_000, 16_000_000


def draw_png(svg: str) -> bytes:
    """An SVG of our own writing as PNG, two pixels to a unit, fewer where that would be too large a picture.

    Letters that the typeface lacks come from the system's fonts, where it has any.
    """
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width", "1")), float(root.get("height", "1"))
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=sharpness_for(width, height),
        font_files=[str(FONT)],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )


def sharpness_for(width: float, height: float) -> float:
    """How many pixels a unit gets, so that neither a side nor the whole grows beyond what viewers open."""
    by_side = LARGEST_SIDE / max(width, height, 1.0)
    by_area = sqrt(LARGEST_AREA / max(width * height, 1.0))
    return min(SHARPNESS, by_side, by_area)

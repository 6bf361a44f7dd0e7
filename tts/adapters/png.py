"""From SVG to PNG, with a typeface that comes with TTS: no program and no font of the system is needed."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from math import sqrt
from xml.etree import ElementTree

import resvg_py

FACES = ("Regular", "Semibold")
FAMILY = "Source Sans Pro"
PNG = "image/png"
SHARPNESS, LARGEST_SIDE, LARGEST_AREA = 2.0, 12_000, 16_000_000


def draw_png(svg: str, sharpness: float = SHARPNESS) -> bytes:
    """An SVG of our own writing as PNG, two pixels to a unit, fewer where that would be too large a picture.

    Letters that the typeface lacks come from the system's fonts, where it has any.
    """
    width, height = size_of_svg(svg)
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=min(sharpness, sharpness_for(width, height)),
            font_files=[str(one) for one in _font_files()],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    except BaseException as fault:
        if isinstance(fault, Exception | KeyboardInterrupt | SystemExit):
            raise
        # A panic in Rust is no Exception, and would end whatever thread draws.
        raise RuntimeError(f"The picture could not be drawn: {fault}") from fault


def size_of_svg(svg: str) -> tuple[float, float]:
    """Width and height of an SVG of our own writing, in its units."""
    root = ElementTree.fromstring(svg)
    return float(root.get("width", "1")), float(root.get("height", "1"))


def _font_files() -> list[Traversable]:
    folder = files("font_source_sans_pro") / "files"
    return [folder / f"SourceSansPro-{face}.ttf" for face in FACES]


def sharpness_for(width: float, height: float) -> float:
    """How many pixels a unit gets, so that neither a side nor the whole grows beyond what viewers open."""
    by_side = LARGEST_SIDE / max(width, height, 1.0)
    by_area = sqrt(LARGEST_AREA / max(width * height, 1.0))
    return min(SHARPNESS, by_side, by_area)

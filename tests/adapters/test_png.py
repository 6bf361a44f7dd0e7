"""A picture as PNG: as large as it should be, with letters, on a machine without fonts too."""

from __future__ import annotations

import re
import zlib

import pytest

from tests.domain.test_travel import GRAPH
from tests.domain.test_travelled import CAPTION, SIGHT, TRAVEL
from tts.adapters.png import LARGEST_AREA, LARGEST_SIDE, SHARPNESS, draw_png, sharpness_for
from tts.domain.graph import Graph, Step
from tts.domain.picture.colours import LIGHT
from tts.domain.picture.svg import draw_svg
from tts.domain.picture.travelled import draw_travel

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">{}</svg>'


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the head of the file; every part's checksum is looked at."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, kinds = 8, []
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        stored = int.from_bytes(png[at + 8 + length : at + 12 + length], "big")
        assert zlib.crc32(png[at + 4 : at + 8 + length]) == stored
        kinds.append(kind)
        at += 12 + length
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def pixels_of(png: bytes) -> list[list[tuple[int, ...]]]:
    """Red, green and blue of each pixel, row by row."""
    width, height = size_of(png)
    assert png[24:26] == b"\x08\x06"
    packed, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        packed += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    raw, long, above = zlib.decompress(packed), 4 * width, bytes(4 * width)
    rows = []
    for start in range(0, height * (long + 1), long + 1):
        above = unfilter(raw[start], raw[start + 1 : start + 1 + long], above)
        rows.append([tuple(above[place : place + 3]) for place in range(0, long, 4)])
    return rows


def unfilter(kind: int, line: bytes, above: bytes) -> bytes:
    """A line of bytes as it was before PNG's filter of that kind; four bytes are a pixel."""
    plain = bytearray(4)
    for place, byte in enumerate(line):
        left, up, corner = plain[place], above[place], above[place - 4] if place >= 4 else 0
        near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        plain.append((byte + (0, left, up, (left + up) // 2, near)[kind]) % 256)
    return bytes(plain[4:])


def test_a_picture_is_drawn_two_pixels_to_a_unit_and_the_same_each_time() -> None:
    svg = draw_travel(GRAPH, TRAVEL, SIGHT, CAPTION)
    png = draw_png(svg)
    width, height = (int(svg.partition(f'{side}="')[2].partition('"')[0]) for side in ("width", "height"))
    assert size_of(png) == (2 * width, 2 * height)
    assert draw_png(svg) == png


def test_a_workflow_s_picture_keeps_its_words_and_colours_without_the_rules_for_the_dark() -> None:
    svg, unnamed = (draw_svg(Graph((Step(1, name),)), "A") for name in ("Triage", ""))
    assert "prefers-color-scheme: dark" in svg
    assert draw_png(svg) != draw_png(unnamed)
    box = re.search(r'class="box" x="([\d.]+)" y="([\d.]+)"', svg)
    assert box is not None
    frame = re.search(r'viewBox="([-\d.]+) ([-\d.]+)', svg)
    assert frame is not None
    left, top = (float(at) - float(begin) for at, begin in zip(box.groups(), frame.groups(), strict=True))
    pixels = pixels_of(draw_png(svg))
    row = pixels[round((top + 20) * SHARPNESS)]
    assert "#{:02x}{:02x}{:02x}".format(*row[round((left + 6) * SHARPNESS)]) == LIGHT["sheet"]
    border = [row[round(left * SHARPNESS) + aside] for aside in (-1, 0)]
    assert "#{:02x}{:02x}{:02x}".format(*min(border)) == LIGHT["line"]


@pytest.mark.parametrize("word", ["Größe", "Žluťoučký", "Ελληνικά", "Проверка", "2× · →"])
def test_letters_of_europe_are_drawn_with_our_own_typeface(word: str) -> None:
    text = EMPTY.format('<text x="5" y="25" font-family="sans-serif">{}</text>')
    drawn = {draw_png(text.format(said)) for said in (word, "", "\ue000" * len(word))}
    assert len(drawn) == 3


def test_what_panics_while_drawing_is_a_fault_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What the drawing program raises when it gives up."""

    def panic(**given: object) -> bytes:
        raise Panic("index out of bounds")

    monkeypatch.setattr("resvg_py.svg_to_bytes", panic)
    with pytest.raises(RuntimeError, match="could not be drawn: index out of bounds"):
        draw_png(EMPTY.format(""))


@pytest.mark.parametrize("size", [(500, 200), (30_000, 100), (9_000, 9_000), (0, 0)])
def test_no_picture_grows_beyond_what_viewers_open(size: tuple[int, int]) -> None:
    width, height = size
    sharpness = sharpness_for(width, height)
    assert 0 < sharpness <= SHARPNESS
    assert max(width, height) * sharpness <= LARGEST_SIDE
    assert width * height * sharpness**2 <= LARGEST_AREA * 1.001

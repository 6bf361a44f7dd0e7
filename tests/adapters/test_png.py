"""A picture as PNG: as large as it should be, with letters, on a machine without fonts too."""

from __future__ import annotations

import zlib

import pytest

from tests.domain.test_travel import GRAPH
from tests.domain.test_travelled import CAPTION, SIGHT, TRAVEL
from tts.adapters.png import LARGEST_AREA, LARGEST_SIDE, SHARPNESS, draw_png, sharpness_for
from tts.domain.graph import Graph, Step
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


def test_a_picture_is_drawn_two_pixels_to_a_unit_and_the_same_each_time() -> None:
    svg = draw_travel(GRAPH, TRAVEL, SIGHT, CAPTION)
    png = draw_png(svg)
    width, height = (int(svg.partition(f'{side}="')[2].partition('"')[0]) for side in ("width", "height"))
    assert size_of(png) == (2 * width, 2 * height)
    assert draw_png(svg) == png


def test_a_workflow_s_picture_keeps_its_words_and_colours_without_the_rules_for_the_dark() -> None:
    graph = Graph((Step(1, "Triage", is_start=True, is_end=True),))
    named, unnamed = (draw_svg(Graph((Step(1, name),)), "A") for name in ("Triage", ""))
    assert size_of(draw_png(draw_svg(graph, "A")))[0] > 300
    assert draw_png(named) != draw_png(unnamed)


@pytest.mark.parametrize("word", ["Größe", "Žluťoučký", "Ελληνικά", "Проверка", "2× · →"])
def test_letters_of_europe_are_drawn_with_our_own_typeface(word: str) -> None:
    text = EMPTY.format('<text x="5" y="25" font-family="sans-serif">{}</text>')
    drawn = {draw_png(text.format(said)) for said in (word, "", "\ue000" * len(word))}
    assert len(drawn) == 3


@pytest.mark.parametrize("size", [(500, 200), (30_000, 100), (9_000, 9_000), (0, 0)])
def test_no_picture_grows_beyond_what_viewers_open(size: tuple[int, int]) -> None:
    width, height = size
    sharpness = sharpness_for(width, height)
    assert 0 < sharpness <= SHARPNESS
    assert max(width, height) * sharpness <= LARGEST_SIDE
    assert width * height * sharpness**2 <= LARGEST_AREA * 1.001

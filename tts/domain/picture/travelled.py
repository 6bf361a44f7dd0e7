"""A ticket on its graph: the transitions taken strong and numbered, visits counted, its step marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import NamedTuple

from tts.domain.graph import Graph
from tts.domain.picture.colours import FAMILIES
from tts.domain.picture.drawing import Frame, arrow_head, fit_text, path_of, view_box
from tts.domain.picture.labels import place_labels
from tts.domain.picture.legend import add_heading, add_legend
from tts.domain.picture.paint import dark_rules, put
from tts.domain.picture.shapes import Arrow, Box, Point, trim
from tts.domain.picture.whole import graph_picture
from tts.domain.problems import plain
from tts.domain.travel import Travel
from tts.domain.xml_writing import Element, write_xml

LETTER, PIN_LETTER = 6.1, 6.2
_UPRIGHT_ROOM, _LEAST_ROOM, _MOST_ROOM = 140.0, 60.0, 220.0
_LEAST_WIDTH, _HEADING, _LEGEND = 560.0, 52, 34
_MOST_NUMBERS, _MARGIN, _MOST_SAID = 4, 10.0, 6
_FITTED_WIDTH = 1_400
"""Up to here a page may shrink a picture into its width and it can still be read; wider ones scroll."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a picture that leaves the page: the ticket, and the version it runs on."""

    title: str
    version: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What the viewer may read on it: `here` stands at its step, `names_all` shows every choice's name.

    Who is only the requester reads the names of those choices that were taken, as in the story.
    """

    here: str
    names_all: bool


@dataclass(frozen=True, slots=True)
class _Pin:
    """Where the pill with the words of where it stands is drawn."""

    said: str
    x: float
    y: float
    width: float


def draw_travel(graph: Graph, travel: Travel, sight: Sight, caption: Caption | None = None) -> str:
    """The picture as SVG; with a caption a file that stands alone, without one an element for a page.

    The same ticket gives the same bytes. Names are text, nothing is fetched, nothing runs.
    """
    picture = graph_picture(graph)
    pins = [_pin_at(box, sight.here) for box in picture.boxes if box.step_id == travel.last]
    tight = _around(view_box(picture, margin=_MARGIN, above=26), pins)
    frame = _roomier(tight) if caption else tight
    root = _root(frame, caption)
    if caption:
        root.add("title", {"id": "title"}, plain(caption.title))
        root.add("desc", {"id": "desc"}, " ".join(say_travel(travel, sight)))
        root.add("style", text=dark_rules())
        put(root, "rect", "ground", x=f"{frame.x:g}", y=f"{frame.y:g}", **_size(frame))
        add_heading(root, frame, caption.title, caption.version)
    taken = travel.taken
    for arrow in sorted(picture.arrows, key=lambda arrow: arrow.transition_id in taken):
        kinds = ("taken", "taken-head") if arrow.transition_id in taken else ("way", "head")
        put(root, "path", kinds[0], d=path_of(arrow.points))
        put(root, "path", kinds[1], d=arrow_head(arrow.points))
    for box in picture.boxes:
        _add_box(root, box, travel)
    labels = {
        arrow.transition_id: _label_of(arrow, taken.get(arrow.transition_id, ()), sight)
        for arrow in picture.arrows
    }
    places = place_labels(picture.arrows, picture.boxes, lambda arrow: labels[arrow.transition_id].width)
    for arrow, spot in places:
        _add_label(root, arrow, spot, labels[arrow.transition_id])
    for pin in pins:
        _add_pin(root, pin, is_here=travel.here is not None)
    if caption:
        add_legend(root, frame)
    return write_xml(root) if caption else write_xml(root).partition("\n")[2]


def say_travel(travel: Travel, sight: Sight) -> Iterator[str]:
    """The visits in order, without times and people, and where it stands."""
    for visit in travel.visits:
        left = f", left by {plain(visit.left_by)}" if visit.left_by else ""
        yield f"{visit.number}. {plain(visit.name)}{left}."
    yield f"{plain(sight.here)}."


def say_shortly(graph: Graph, travel: Travel, sight: Sight) -> str:
    """Where it stands, then its way, of many visits the first and the last ones: instead of the picture."""
    step = graph.find(travel.last)
    *way, here = say_travel(travel, sight)
    if len(way) > _MOST_SAID:
        way = [way[0], "…", *way[1 - _MOST_SAID :]]
    return " ".join([f"{plain(step.name)}: {here}" if step else here, *way])


def say_numbers(numbers: Sequence[int]) -> str:
    """The numbers of a transition's badge; of many the first and how many more."""
    shown = "·".join(map(str, numbers[:_MOST_NUMBERS]))
    return f"{shown} +{len(numbers) - _MOST_NUMBERS}" if len(numbers) > _MOST_NUMBERS else shown


def _roomier(frame: Frame) -> Frame:
    """With room for a heading above and the legend below."""
    width = max(frame.width, _LEAST_WIDTH)
    return Frame(frame.x, frame.y - _HEADING, width, frame.height + _HEADING + _LEGEND)


def _root(frame: Frame, caption: Caption | None) -> Element:
    told = (
        {"aria-labelledby": "title desc"} if caption else {"aria-label": "The graph; the list says the same"}
    )
    fonts = {"font-family": FAMILIES, "font-size": "12", "font-weight": "450"}
    on_page = "travel fit" if frame.width <= _FITTED_WIDTH else "travel"
    space = {"xmlns": "http://www.w3.org/2000/svg"} if caption else {"class": on_page}
    return Element("svg", {**space, "viewBox": str(frame), **_size(frame), "role": "img", **told, **fonts})


def _size(frame: Frame) -> dict[str, str]:
    return {"width": f"{round(frame.width)}", "height": f"{round(frame.height)}"}


def _add_box(root: Element, box: Box, travel: Travel) -> None:
    group, count = root.add("g"), travel.counts.get(box.step_id, 0)
    group.add("title", text=plain(box.name))
    kind = "here" if box.step_id == travel.here else "been" if count else "box"
    put(group, "rect", kind, **_rectangle(box, 0), rx="6")
    if box.is_end:
        put(group, "rect", "inner", **_rectangle(box, 4), rx="4")
    marks = [word for word, is_so in (("start", box.is_start), ("end", box.is_end)) if is_so]
    if marks:
        put(group, "text", "quiet", " and ".join(marks), x=f"{trim(box.x + 10)}", y=f"{trim(box.y + 17)}")
    x, y = box.middle
    put(
        group,
        "text",
        "name" if count else "quiet",
        fit_text(plain(box.name), box.w - 16),
        **_centred(x, y + 4),
    )
    if count:
        put(group, "path", "tick", d=f"m{trim(x - 15)} {trim(y + 24)} 3.5 3.5 6-7.5")
        put(group, "text", "count", f"{count}×", x=f"{trim(x)}", y=f"{trim(y + 28)}")


def _centred(x: float, y: float) -> dict[str, str]:
    return {"x": f"{trim(x)}", "y": f"{trim(y)}", "text-anchor": "middle"}


def _rectangle(box: Box, inset: float) -> dict[str, str]:
    sides = {"x": box.x + inset, "y": box.y + inset, "width": box.w - 2 * inset, "height": box.h - 2 * inset}
    return {name: f"{trim(number)}" for name, number in sides.items()}


class _Label(NamedTuple):
    """What stands on an arrow, either may be empty, and how wide both are drawn."""

    badge: str
    name: str
    badge_width: float
    name_width: float

    @property
    def width(self) -> float:
        """Of both side by side."""
        return self.badge_width + self.name_width


def _label_of(arrow: Arrow, numbers: Sequence[int], sight: Sight) -> _Label:
    """The numbers of the visits an arrow ended, and its name where that is shown."""
    badge = say_numbers(numbers)
    wide = max(18.0, len(badge) * PIN_LETTER + 8) if badge else 0.0
    room = label_room(arrow.points) - wide
    name = fit_text(plain(arrow.label), room, LETTER) if numbers or sight.names_all else ""
    return _Label(badge, name, wide, len(name) * LETTER + 8 if name else 0.0)


def _add_label(root: Element, arrow: Arrow, spot: Point, label: _Label) -> None:
    """Badge and name side by side around a spot."""
    x, y = spot
    left = x - label.width / 2
    if label.name:
        group = root.add("g")
        group.add("title", text=plain(arrow.label))
        middle = left + label.badge_width + label.name_width / 2
        _add_plate(group, left + label.badge_width, y, label.name_width)
        kind = "taken-label" if label.badge else "label"
        put(group, "text", kind, label.name, **_centred(middle, y + 4))
    if label.badge:
        _add_pill(root, left, y - 8, label.badge_width, label.badge)


def label_room(points: Sequence[tuple[float, float]]) -> float:
    """How wide a label may be: what the longest piece leaves beside its arrow's head, if it lies level."""
    (x1, y1), (x2, y2) = max(pairwise(points), key=lambda piece: dist(*piece))
    level = abs(x2 - x1) if abs(x2 - x1) >= abs(y2 - y1) else _UPRIGHT_ROOM
    return min(max(level - 22, _LEAST_ROOM), _MOST_ROOM)


def _add_plate(root: Element, x: float, y: float, width: float) -> None:
    """The ground under a label, so that its line does not run through the words."""
    place = {"x": f"{trim(x)}", "y": f"{trim(y - 7)}", "width": f"{trim(width)}", "height": "14"}
    put(root, "rect", "ground", **place)


def _add_pill(root: Element, x: float, y: float, width: float, words: str) -> None:
    place = {"x": f"{trim(x)}", "y": f"{trim(y)}", "width": f"{trim(width)}", "height": "16", "rx": "8"}
    put(root, "rect", "badge", **place)
    put(root, "text", "on", words, x=f"{trim(x + width / 2)}", y=f"{trim(y + 12)}")


def _pin_at(box: Box, words: str) -> _Pin:
    """The pin over the middle of a box's upper edge; with many words it is wider than the box."""
    said = fit_text(plain(words), box.w + 40, PIN_LETTER)
    width = len(said) * PIN_LETTER * 1.05 + 38
    return _Pin(said, box.middle[0] - width / 2, box.y - 20, width)


def _around(frame: Frame, pins: Sequence[_Pin]) -> Frame:
    """The frame, as much wider as a pin hangs over its sides."""
    left = min([frame.x, *(pin.x - _MARGIN for pin in pins)])
    right = max([frame.x + frame.width, *(pin.x + pin.width + _MARGIN for pin in pins)])
    return Frame(left, frame.y, right - left, frame.height)


def _add_pin(root: Element, pin: _Pin, *, is_here: bool) -> None:
    """A pill on the upper edge with a sign: a triangle where the ticket is, a square where it ended."""
    x, y, wide = f"{trim(pin.x)}", f"{trim(pin.y)}", f"{trim(pin.width)}"
    put(root, "rect", "badge", x=x, y=y, width=wide, height="18", rx="9")
    sign = "l7 4-7 4z" if is_here else "h7v8h-7z"
    put(root, "path", "sign", d=f"M{trim(pin.x + 10)} {trim(pin.y + 5)}{sign}")
    middle = trim(pin.x + pin.width / 2 + 7)
    put(root, "text", "on", pin.said, x=f"{middle}", y=f"{trim(pin.y + 13)}")

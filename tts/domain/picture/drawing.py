"""From a workflow's picture (boxes and arrows in its own coordinates) to what SVG needs; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple

Point = tuple[float, float]
CORNER = 6.0
HEAD_LENGTH = 7.0
HEAD_HALF_WIDTH = 3.5
CHARACTER_WIDTH = 6.6
NEARER = 0.375
FLAT = (200.0, 400.0)


class Frame(NamedTuple):
    """The part of the plane a drawing covers, in its own units."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        return " ".join(_plain(number) for number in self)


def view_box(picture: Any, margin: float = 8, above: float = 0, below: float = 0) -> Frame:
    """Return the frame around all boxes and arrows of `picture`; str() of it is an SVG viewBox."""
    corners = [(box.x, box.y) for box in picture.boxes] + [(b.x + b.w, b.y + b.h) for b in picture.boxes]
    points = corners + [_pair(point) for arrow in picture.arrows for point in arrow.points]
    if not points:
        return Frame(0, 0, 2 * margin, 2 * margin)
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points), max(y for _, y in points)
    height = bottom - top + 2 * margin + above + below
    return Frame(left - margin, top - margin - above, right - left + 2 * margin, height)


def path_of(points: Sequence[Any]) -> str:
    """Return the SVG path through `points` with rounded corners, ending where the arrow's head begins."""
    way = [_pair(point) for point in points]
    if len(way) < 2:
        return ""
    way[-1] = _toward(way[-1], way[-2], HEAD_LENGTH)
    parts = [f"M{_spot(way[0])}"]
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        parts.append(f"L{_spot(_toward(corner, before, CORNER))}")
        parts.append(f"Q{_spot(corner)} {_spot(_toward(corner, after, CORNER))}")
    parts.append(f"L{_spot(way[-1])}")
    return "".join(parts)


def arrow_head(points: Sequence[Any]) -> str:
    """Return the SVG path of the triangle at the end of `points`."""
    way = [_pair(point) for point in points]
    if len(way) < 2:
        return ""
    tip, back = way[-1], _toward(way[-1], way[-2], HEAD_LENGTH)
    length = hypot(tip[0] - back[0], tip[1] - back[1]) or 1.0
    across = (-(tip[1] - back[1]) / length * HEAD_HALF_WIDTH, (tip[0] - back[0]) / length * HEAD_HALF_WIDTH)
    one, other = (back[0] + across[0], back[1] + across[1]), (back[0] - across[0], back[1] - across[1])
    return f"M{_spot(tip)}L{_spot(one)}L{_spot(other)}z"


def label_point(points: Sequence[Any]) -> Point:
    """Return where the label of the way through `points` stands: on its longest piece, nearer to its origin.

    There and back run side by side, so that in the middle one label would lie on the other. A piece that
    lies flat has it in the middle when it is short, for want of room, or long, for it may pass under a box.
    """
    way = [_pair(point) for point in points]
    if len(way) < 2:
        return way[0] if way else (0.0, 0.0)
    start, end = max(pairwise(way), key=lambda piece: hypot(*_minus(piece[1], piece[0])))
    across, down = _minus(end, start)
    part = NEARER if abs(down) > abs(across) or FLAT[0] < abs(across) < FLAT[1] else 0.5
    return (start[0] + across * part, start[1] + down * part)


def fit_text(text: str, width: float, character_width: float = CHARACTER_WIDTH) -> str:
    """Return `text`, cut with an ellipsis where it would be wider than `width` (at 12 px, estimated)."""
    room = max(1, int(width / character_width))
    return text if len(text) <= room else text[: max(1, room - 1)].rstrip() + "…"


def _pair(point: Any) -> Point:
    return (float(point[0]), float(point[1]))


def _minus(end: Point, start: Point) -> Point:
    return (end[0] - start[0], end[1] - start[1])


def _toward(point: Point, other: Point, distance: float) -> Point:
    """The spot `distance` away from `point` toward `other`, half way at most."""
    dx, dy = _minus(other, point)
    length = hypot(dx, dy)
    if length == 0:
        return point
    part = min(distance, length / 2) / length
    return (point[0] + dx * part, point[1] + dy * part)


def _spot(point: Point) -> str:
    return f"{_plain(point[0])} {_plain(point[1])}"


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") or "0"

"""Where the names of transitions stand in a picture: they make way for one another, and for steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import dist
from typing import Any, NamedTuple

from tts.domain.picture.drawing import CHARACTER_WIDTH, Point, label_point

WIDEST, HEIGHT, GAP = 140.0, 16.0, 4.0
PARTS = (0.5, 0.25, 0.75)
_SQUARE = (200.0, 60.0)


def width_of(arrow: Any) -> float:
    """How wide the label of an arrow is drawn, estimated."""
    return min(len(arrow.label) * CHARACTER_WIDTH, WIDEST)


def place_labels(
    arrows: Sequence[Any], boxes: Iterable[Any] = (), width: Callable[[Any], float] = width_of
) -> list[tuple[Any, Point]]:
    """Each arrow (anything with `points` and `label`) with where its label stands, in their order.

    That is at `label_point`; where this lies on a box or the label of an arrow before it, at the first of the
    other places of its way that is free: a quarter, the middle or three quarters of its longest piece, the
    middle of another; at `label_point` when none is. A label of no width is in nobody's way.
    """
    taken = _Plates()
    for box in boxes:
        taken.add(_Plate(box.x + box.w / 2, box.y + box.h / 2, box.w, box.h))
    placed = []
    for arrow in arrows:
        wide = width(arrow)
        plates = (_Plate(x, y, wide, HEIGHT) for x, y in _places(arrow.points))
        free = next((plate for plate in plates if wide == 0 or taken.is_free(plate)), None)
        x, y = (free.x, free.y) if free else label_point(arrow.points)
        if wide > 0:
            taken.add(_Plate(x, y, wide, HEIGHT))
        placed.append((arrow, (x, y)))
    return placed


def _places(points: Sequence[Any]) -> Iterator[Point]:
    """Where a label may stand, the best place first: along the longest piece of its way, then on others."""
    yield label_point(points)
    pieces = sorted(pairwise(points), key=lambda piece: -dist(*piece))
    for number, ((x1, y1), (x2, y2)) in enumerate(pieces):
        for part in PARTS if number == 0 else PARTS[:1]:
            yield (x1 + (x2 - x1) * part, y1 + (y2 - y1) * part)


class _Plate(NamedTuple):
    """The ground of a label or a box around its middle."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: _Plate) -> bool:
        """Whether one would lie on the other, or stand close beside it."""
        across, down = (self.width + other.width) / 2 + GAP, (self.height + other.height) / 2
        return abs(self.x - other.x) < across and abs(self.y - other.y) < down


class _Plates:
    """Plates by the square their middle lies in, so that only those of the squares around are looked at.

    Two that overlap lie at most one square apart: one is wider and higher than half a step and half a label.
    """

    def __init__(self) -> None:
        self._squares: defaultdict[tuple[int, int], list[_Plate]] = defaultdict(list)

    def add(self, plate: _Plate) -> None:
        """Take a place."""
        self._squares[_square_of(plate)].append(plate)

    def is_free(self, plate: _Plate) -> bool:
        """Whether no plate lies there."""
        return not any(plate.overlaps(other) for other in self._around(_square_of(plate)))

    def _around(self, square: tuple[int, int]) -> Iterator[_Plate]:
        column, row = square
        for across in (column - 1, column, column + 1):
            for down in (row - 1, row, row + 1):
                yield from self._squares.get((across, down), ())


def _square_of(plate: _Plate) -> tuple[int, int]:
    return (int(plate.x // _SQUARE[0]), int(plate.y // _SQUARE[1]))

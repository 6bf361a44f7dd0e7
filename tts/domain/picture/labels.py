"""Where the names of transitions stand in a picture, so that none lies on another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import dist
from typing import Any, NamedTuple

from tts.domain.picture.drawing import CHARACTER_WIDTH, Point, label_point

WIDEST, HEIGHT, GAP = 140.0, 14.0, 4.0
PARTS = (0.5, 0.25, 0.75)
_SQUARE = (160.0, 40.0)


def place_labels(arrows: Sequence[Any]) -> list[tuple[Any, Point]]:
    """Each arrow (anything with `points` and `label`) with where its label stands, in their order.

    That is at `label_point`, or where this lies on the label of an arrow before it, at the next place of its
    way that is free; at `label_point` when none is.
    """
    taken = _Plates()
    placed = []
    for arrow in arrows:
        width = min(len(arrow.label) * CHARACTER_WIDTH, WIDEST)
        plates = [_Plate(*place, width) for place in _places(arrow.points)]
        plate = next((plate for plate in plates if taken.is_free(plate)), plates[0])
        if arrow.label:
            taken.add(plate)
        placed.append((arrow, (plate.x, plate.y)))
    return placed


def _places(points: Sequence[Any]) -> Iterator[Point]:
    """Where a label may stand, the best place first: along the longest piece of its way, then on others."""
    yield label_point(points)
    pieces = sorted(pairwise(points), key=lambda piece: -dist(*piece))
    for number, ((x1, y1), (x2, y2)) in enumerate(pieces):
        for part in PARTS if number == 0 else PARTS[:1]:
            yield (x1 + (x2 - x1) * part, y1 + (y2 - y1) * part)


class _Plate(NamedTuple):
    """The ground of a label around its middle."""

    x: float
    y: float
    width: float

    def overlaps(self, other: _Plate) -> bool:
        """Whether one would lie on the other, or touch it."""
        across = (self.width + other.width) / 2 + GAP
        return abs(self.x - other.x) < across and abs(self.y - other.y) < HEIGHT


class _Plates:
    """Plates by the square their middle lies in: only those of the squares around can be in the way."""

    def __init__(self) -> None:
        self._squares: defaultdict[tuple[int, int], list[_Plate]] = defaultdict(list)

    def add(self, plate: _Plate) -> None:
        """Take a place."""
        self._squares[_square_of(plate)].append(plate)

    def is_free(self, plate: _Plate) -> bool:
        """Whether no plate lies there."""
        return not any(plate.overlaps(other) for other in self._around(_square_of(plate)))

    def _around(self, square: tuple[int, int]) -> Iterable[_Plate]:
        column, row = square
        for across in (column - 1, column, column + 1):
            for down in (row - 1, row, row + 1):
                yield from self._squares.get((across, down), ())


def _square_of(plate: _Plate) -> tuple[int, int]:
    """Squares are as wide as two plates side by side can reach."""
    return (int(plate.x // _SQUARE[0]), int(plate.y // _SQUARE[1]))

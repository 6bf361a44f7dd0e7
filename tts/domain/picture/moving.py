"""Room for steps that are gone, and where moved ones stood, on a drawing of two graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tts.domain.graph import Graph, Id, Step
from tts.domain.picture.shapes import Box, Picture, Point, make_box, trim
from tts.domain.soundness.drawing import place_of

_WIDTH, _HEIGHT, _DOWN, _MOST_TRIES = 184, 82, 104, 100


class Floor:
    """Which places are taken, by squares as large as a step."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._taken: dict[tuple[int, int], list[Point]] = defaultdict(list)
        for step in steps:
            place = place_of(step)
            if place is not None:
                self._take(place)

    def set_aside(self, step: Step) -> Step:
        """The step at its place, or below what stands there; without a place as it is."""
        place = place_of(step)
        if place is None:
            return step
        x, y = place
        for _ in range(_MOST_TRIES):
            if self._is_free(x, y):
                break
            y += _DOWN
        self._take((x, y))
        return replace(step, design={**step.design, "x": x, "y": y})

    def _take(self, place: Point) -> None:
        self._taken[_square(*place)].append(place)

    def _is_free(self, x: float, y: float) -> bool:
        column, row = _square(x, y)
        near = (
            place
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for place in self._taken.get((column + across, row + down), ())
        )
        return not any(abs(x - left) < _WIDTH and abs(y - top) < _HEIGHT for left, top in near)


def _square(x: float, y: float) -> tuple[int, int]:
    return (int(x // _WIDTH), int(y // _HEIGHT))


def ghosts_of(picture: Picture, graph: Graph, before: Iterable[Step]) -> dict[Id, Box]:
    """Where the steps `before` stood, on a picture of `graph`; none when it was laid out anew."""
    boxes = {box.step_id: box for box in picture.boxes}
    places = {step.step_id: place_of(step) for step in graph.steps}
    offsets = {
        (round(boxes[step_id].x - place[0]), round(boxes[step_id].y - place[1])) if place else None
        for step_id, place in places.items()
    }
    offset = next(iter(offsets)) if len(offsets) == 1 else None
    if offset is None:
        return {}
    return {
        step.step_id: make_box(step, was[0] + offset[0], was[1] + offset[1], box.w, box.h)
        for step in before
        if (was := place_of(step)) is not None
        and (box := boxes.get(step.step_id)) is not None
        and was != places[step.step_id]
    }


def line_between(source: Box, target: Box) -> tuple[Point, ...]:
    """From edge to edge on the line between two middles; empty where the boxes are too near to see it."""
    (x1, y1), (x2, y2) = source.middle, target.middle
    dx, dy = x2 - x1, y2 - y1
    if abs(dx) < source.w + 20 and abs(dy) < source.h + 20:
        return ()
    part = min(
        source.w / 2 / abs(dx) if dx else 1.0,
        source.h / 2 / abs(dy) if dy else 1.0,
    )
    return (
        (trim(x1 + dx * part), trim(y1 + dy * part)),
        (trim(x2 - dx * part), trim(y2 - dy * part)),
    )

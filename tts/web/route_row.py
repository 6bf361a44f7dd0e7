"""A workflow drawn as one row, steps beside each other, ways that skip as arcs below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tts.web.route_column import ColumnArrow, ColumnBox, ColumnPicture, free_lane, walk_order

BOX_WIDTH, BOX_HEIGHT, STEP = 88.0, 28.0, 114.0
LANE, FIRST_LANE, ASIDE = 9.0, 24.0, 8.0


def row_of(steps: Sequence[Any], ways: Iterable[tuple[Any, Any]]) -> ColumnPicture:
    """Return the row of `steps` (.step_id, .name, .is_start, .is_end) and `ways` (pairs of step ids).

    The order is that of the column; several ways between the same two steps are one arrow.
    """
    pairs = list(dict.fromkeys(ways))
    order = walk_order(steps, pairs)
    places = {step.step_id: place for place, step in enumerate(order)}
    boxes = tuple(
        ColumnBox(
            step.step_id,
            step.name,
            0.0,
            bool(step.is_start),
            bool(step.is_end),
            place * STEP,
            BOX_WIDTH,
            BOX_HEIGHT,
        )
        for place, step in enumerate(order)
    )
    spans = [(places[start], places[end]) for start, end in pairs if start in places and end in places]
    return ColumnPicture(boxes, tuple(_arrows_of(spans)))


def _arrows_of(spans: Iterable[tuple[int, int]]) -> Iterable[ColumnArrow]:
    lanes: list[list[tuple[int, int]]] = []
    for start, end in sorted(spans, key=lambda span: abs(span[1] - span[0])):
        if end == start + 1:
            middle = BOX_HEIGHT / 2
            yield ColumnArrow(((start * STEP + BOX_WIDTH, middle), (end * STEP, middle)), False)
        elif end != start:
            yield _arc(start, end, free_lane(lanes, min(start, end), max(start, end)))


def _arc(start: int, end: int, lane: int) -> ColumnArrow:
    """A way below the boxes, beside the notes that stand under their middles."""
    below = BOX_HEIGHT + FIRST_LANE + lane * LANE
    out, into = start * STEP + BOX_WIDTH - ASIDE, end * STEP + ASIDE
    if end < start:
        out, into = start * STEP + ASIDE, end * STEP + BOX_WIDTH - ASIDE
    return ColumnArrow(((out, BOX_HEIGHT), (out, below), (into, below), (into, BOX_HEIGHT)), end < start)

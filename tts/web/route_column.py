"""A workflow drawn as one column, steps below each other, ways that skip as arcs on the left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BOX_WIDTH, BOX_HEIGHT, ROW = 112.0, 28.0, 45.0
LANE, FIRST_LANE = 8.0, 12.0


@dataclass(frozen=True)
class ColumnBox:
    """A step in the column; x and y are the left upper corner."""

    step_id: Any
    name: str
    y: float
    is_start: bool
    is_end: bool
    x: float = 0.0
    w: float = BOX_WIDTH
    h: float = BOX_HEIGHT


@dataclass(frozen=True)
class ColumnArrow:
    """A way from step to step as a line through points; a loop leads back up."""

    points: tuple[tuple[float, float], ...]
    is_loop: bool
    label: str = ""


@dataclass(frozen=True)
class ColumnPicture:
    """Boxes and arrows, as the drawing macros take them."""

    boxes: tuple[ColumnBox, ...]
    arrows: tuple[ColumnArrow, ...]


def column_of(steps: Sequence[Any], ways: Iterable[tuple[Any, Any]]) -> ColumnPicture:
    """Return the column of `steps` (.step_id, .name, .is_start, .is_end) and `ways` (pairs of step ids).

    Steps stand before those that follow them, ways back left out, unreachable ones last; several ways between
    the same two steps are one arrow, a way to a step that is not there is left out.
    """
    pairs = list(dict.fromkeys((source, target) for source, target in ways))
    order = walk_order(steps, pairs)
    rows = {step.step_id: row for row, step in enumerate(order)}
    boxes = tuple(
        ColumnBox(step.step_id, step.name, row * ROW, bool(step.is_start), bool(step.is_end))
        for row, step in enumerate(order)
    )
    spans = [(rows[source], rows[target]) for source, target in pairs if source in rows and target in rows]
    return ColumnPicture(boxes, tuple(_arrows_of(spans)))


def walk_order(steps: Sequence[Any], pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """The steps with each before those that follow it, ways back left out; unreachable ones last."""
    by_id = {step.step_id: step for step in steps}
    nexts: dict[Any, list[Any]] = {}
    for source, target in pairs:
        nexts.setdefault(source, []).append(target)
    seen: set[Any] = set()
    finished: list[Any] = []
    for start in [step.step_id for step in steps if step.is_start]:
        _finish_from(start, nexts, by_id, seen, finished)
    reached = [by_id[step_id] for step_id in reversed(finished)]
    return reached + [step for step in steps if step.step_id not in seen]


def _finish_from(
    start: Any, nexts: Mapping[Any, list[Any]], by_id: Mapping[Any, Any], seen: set[Any], finished: list[Any]
) -> None:
    """Depth first without recursion: `finished` gets each step after all that come behind it."""
    stack = [(start, False)]
    while stack:
        step_id, is_done = stack.pop()
        if is_done:
            finished.append(step_id)
        elif step_id in by_id and step_id not in seen:
            seen.add(step_id)
            stack.append((step_id, True))
            stack.extend((target, False) for target in reversed(nexts.get(step_id, ())))


def _arrows_of(spans: Iterable[tuple[int, int]]) -> Iterable[ColumnArrow]:
    lanes: list[list[tuple[int, int]]] = []
    for source, target in sorted(spans, key=lambda span: abs(span[1] - span[0])):
        if target == source + 1:
            middle = BOX_WIDTH / 2
            yield ColumnArrow(((middle, source * ROW + BOX_HEIGHT), (middle, target * ROW)), False)
        elif target != source:
            yield _arc(source, target, free_lane(lanes, min(source, target), max(source, target)))


def free_lane(lanes: list[list[tuple[int, int]]], top: int, bottom: int) -> int:
    """The nearest lane whose arcs do not overlap rows top to bottom; it is taken."""
    for lane, taken in enumerate(lanes):
        if all(bottom <= other_top or top >= other_bottom for other_top, other_bottom in taken):
            taken.append((top, bottom))
            return lane
    lanes.append([(top, bottom)])
    return len(lanes) - 1


def _arc(source: int, target: int, lane: int) -> ColumnArrow:
    out, middle = -(FIRST_LANE + lane * LANE), BOX_HEIGHT / 2
    start, end = source * ROW + middle + 4, target * ROW + middle - 4
    return ColumnArrow(((0.0, start), (out, start), (out, end), (0.0, end)), target < source)

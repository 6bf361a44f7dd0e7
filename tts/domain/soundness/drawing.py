"""Whether the drawing can be read: WF200 and WF201."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tts.domain.fixes import FixBuilder
from tts.domain.graph import Graph, Id, Step
from tts.domain.problems import Fix, Problem, listed, quote, warning

FARTHEST = 100_000
CLOSEST = 20
_COLUMNS, _ACROSS, _DOWN = 8, 240, 140


def place_of(step: Step) -> tuple[float, float] | None:
    """Where a step is drawn, or None where its coordinates are missing or absurd."""
    x, y = _coordinate(step.design.get("x")), _coordinate(step.design.get("y"))
    return None if x is None or y is None else (x, y)


def _coordinate(number: object) -> float | None:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    return number if abs(number) <= FARTHEST else None


def drawing_problems(graph: Graph, fixes: FixBuilder) -> Iterator[Problem]:
    """One problem for the steps without a place, one for each heap of steps in the same place."""
    places = {step.step_id: place for step in graph.steps if (place := place_of(step)) is not None}
    lost = [step for step in graph.steps if step.step_id not in places]
    if lost:
        names = listed([quote(step.name) for step in lost])
        yield warning(
            "WF200",
            f"The drawing does not say where {names} {'stands' if len(lost) == 1 else 'stand'}.",
            "Steps without coordinates, or with absurd ones, cannot be found on the canvas.",
            [step.step_id for step in lost],
            fixes=_set_below(lost, places, fixes),
        )
    for heap in _heaps(graph, places):
        names = listed([quote(step.name) for step in heap])
        yield warning(
            "WF201",
            f"{names} are drawn on top of each other.",
            "Only one of them can be seen.",
            [step.step_id for step in heap],
            fixes=_set_below(heap[1:], places, fixes),
        )


def _set_below(steps: Sequence[Step], places: dict[Id, tuple[float, float]], fixes: FixBuilder) -> list[Fix]:
    """Set steps in rows under everything else; nothing where the drawing already touches its border."""
    left = min((x for x, _ in places.values()), default=0)
    top = max((y for _, y in places.values()), default=-_DOWN) + _DOWN
    changes = []
    for index, step in enumerate(steps):
        x, y = left + index % _COLUMNS * _ACROSS, top + index // _COLUMNS * _DOWN
        changes.append((step, "design", {**step.design, "x": x, "y": y}))
    if any(max(abs(design["x"]), abs(design["y"])) > FARTHEST for _, _, design in changes):
        return []
    return [fixes.set_steps("Set apart below", changes)]


def _heaps(graph: Graph, places: dict[Id, tuple[float, float]]) -> Iterator[list[Step]]:
    """Groups of steps drawn closer than CLOSEST in both directions, found by cells of that size."""
    cells: dict[tuple[int, int], list[Id]] = defaultdict(list)
    for step_id, (x, y) in places.items():
        cells[math.floor(x / CLOSEST), math.floor(y / CLOSEST)].append(step_id)
    groups = {cell: {cell} for cell in cells}
    for column, row in cells:
        for other in ((column + 1, row), (column - 1, row + 1), (column, row + 1), (column + 1, row + 1)):
            apart = groups[column, row] is not groups.get(other, groups[column, row])
            if apart and _touch(cells[column, row], cells[other], places):
                _join(groups, (column, row), other)
    placed = {step_id: id(groups[cell]) for cell, members in cells.items() for step_id in members}
    heaps: dict[int, list[Step]] = defaultdict(list)
    for step in graph.steps:
        if step.step_id in placed:
            heaps[placed[step.step_id]].append(step)
    yield from (heap for heap in heaps.values() if len(heap) > 1)


def _join(
    groups: dict[tuple[int, int], set[tuple[int, int]]], one: tuple[int, int], two: tuple[int, int]
) -> None:
    small, large = sorted((groups[one], groups[two]), key=len)
    large |= small
    for cell in small:
        groups[cell] = large


def _touch(some: Sequence[Id], others: Sequence[Id], places: dict[Id, tuple[float, float]]) -> bool:
    points = {places[step_id] for step_id in others}
    return any(
        abs(x - places[step_id][0]) < CLOSEST and abs(y - places[step_id][1]) < CLOSEST
        for step_id in some
        for x, y in points
    )

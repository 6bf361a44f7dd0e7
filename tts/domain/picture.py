"""Geometry of a graph for pictures drawn on the server: boxes and arrows, no colours, no words but names.

Units are those of the picture's view box. Deterministic: the same graph gives the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.layers import Layers, layer_graph
from tts.domain.soundness.drawing import place_of

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its rectangle, and what the drawing shows of it."""

    step_id: Id
    x: float
    y: float
    w: float
    h: float
    name: str
    is_start: bool
    is_end: bool

    @property
    def middle(self) -> Point:
        """The point in the middle."""
        return (_trim(self.x + self.w / 2), _trim(self.y + self.h / 2))


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition: a line through points, its head at the last one. A loop leads back."""

    transition_id: Id
    points: tuple[Point, ...]
    label: str
    label_x: float
    label_y: float
    is_loop: bool

    @property
    def path(self) -> str:
        """The line as the `d` of an SVG path."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of a graph in a view box of this width and height."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def _trim(number: float) -> float:
    """A coordinate without noise: one decimal, whole where it is."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _box(step: Step, x: float, y: float, w: float, h: float) -> Box:
    return Box(step.step_id, _trim(x), _trim(y), _trim(w), _trim(h), step.name, step.is_start, step.is_end)


def _arrow(edge: Transition, points: Sequence[Point], is_loop: bool) -> Arrow:
    trimmed = tuple((_trim(x), _trim(y)) for x, y in points)
    (x1, y1), (x2, y2) = max(
        pairwise(trimmed), key=lambda pair: abs(pair[0][0] - pair[1][0]) + abs(pair[0][1] - pair[1][1])
    )
    return Arrow(edge.transition_id, trimmed, edge.name, _trim((x1 + x2) / 2), _trim((y1 + y2) / 2), is_loop)


# --- The route of a ticket: from top to bottom, ways back and long ways on lanes at the left ---

_ROUTE_W, _ROUTE_H, _ROUTE_DOWN, _ROUTE_ACROSS = 112, 28, 45, 124
_LANE, _FIRST_LANE, _LANES, _BORDER = 10, 16, 6, 8


def route_picture(graph: Graph) -> Picture:
    """The graph from top to bottom, for a panel beside a ticket: rows 45 apart, boxes 112 by 28."""
    layers = layer_graph(graph)
    places = layers.places()
    lanes = _lanes(graph, places)
    left = _BORDER + (_FIRST_LANE + _LANE * max(lanes.values()) if lanes else 0)
    boxes = {
        step.step_id: _box(
            step,
            left + places[step.step_id][1] * _ROUTE_ACROSS,
            1 + places[step.step_id][0] * _ROUTE_DOWN,
            _ROUTE_W,
            _ROUTE_H,
        )
        for step in graph.steps
    }
    arrows = []
    for edge in _joined(graph, boxes):
        ends = (boxes[edge.from_step_id], boxes[edge.to_step_id])
        if edge.transition_id in lanes:
            points = _aside(*ends, left, left - _FIRST_LANE - _LANE * lanes[edge.transition_id])
        else:
            points = _down(*ends)
        arrows.append(_arrow(edge, points, edge.transition_id in layers.back))
    width = left + max((len(row) for row in layers.rows), default=1) * _ROUTE_ACROSS
    height = 2 + max(0, len(layers.rows) - 1) * _ROUTE_DOWN + _ROUTE_H
    return Picture(_trim(width), height, tuple(boxes.values()), tuple(arrows))


def _joined(graph: Graph, boxes: Mapping[Id, Box]) -> list[Transition]:
    return [edge for edge in graph.transitions if edge.from_step_id in boxes and edge.to_step_id in boxes]


def _lanes(graph: Graph, places: Mapping[Id, tuple[int, int]]) -> dict[Id, int]:
    """A lane for each transition that does not lead to the next row; lanes are shared where rows do not meet."""
    spans = []
    for edge in graph.transitions:
        if edge.from_step_id in places and edge.to_step_id in places:
            top, bottom = places[edge.from_step_id][0], places[edge.to_step_id][0]
            if bottom != top + 1:
                spans.append((abs(bottom - top), min(top, bottom), max(top, bottom), edge.transition_id))
    taken: list[list[tuple[int, int]]] = []
    lanes: dict[Id, int] = {}
    for _, top, bottom, edge_id in sorted(spans, key=lambda span: span[:3]):
        lane = next(
            (n for n, used in enumerate(taken) if all(bottom < a or b < top for a, b in used[-50:])),
            len(taken),
        )
        lane = min(lane, _LANES - 1)
        if lane == len(taken):
            taken.append([])
        taken[lane].append((top, bottom))
        lanes[edge_id] = lane
    return lanes


def _down(source: Box, target: Box) -> list[Point]:
    """From the bottom of one box to the top of one in the next row."""
    (x1, _), (x2, _) = source.middle, target.middle
    y1, y2 = source.y + source.h, target.y
    return (
        [(x1, y1), (x2, y2)] if x1 == x2 else [(x1, y1), (x1, (y1 + y2) / 2), (x2, (y1 + y2) / 2), (x2, y2)]
    )


def _aside(source: Box, target: Box, left: float, lane: float) -> list[Point]:
    """By a lane at the left; boxes that do not stand there are left below and entered from above."""
    out: list[Point] = [(source.x, source.middle[1])]
    if source.x > left:
        below = source.y + source.h + 4
        out = [(source.middle[0], source.y + source.h), (source.middle[0], below)]
    into: list[Point] = [(target.x, target.middle[1])]
    if target.x > left:
        into = [(target.middle[0], target.y - 4), (target.middle[0], target.y)]
    return [*out, (lane, out[-1][1]), (lane, into[0][1]), *into]


# --- A tiny one for lists: from left to right, 104 by 28 ---

_TINY_W, _TINY_H, _TINY_COLUMNS, _TINY_ROWS = 104, 28, 26, 4


def tiny_picture(graph: Graph) -> Picture:
    """The graph from left to right in 104 by 28, ways back below; of large graphs only what fits."""
    layers = layer_graph(graph)
    columns = [row[:_TINY_ROWS] for row in layers.rows[:_TINY_COLUMNS]]
    pitch = min(28.0, _TINY_W / max(1, len(columns)))
    w = pitch * 0.75
    boxes: dict[Id, Box] = {}
    for column, row in enumerate(columns):
        h = min(12.0, (_TINY_H - 2 - 3 * (len(row) - 1)) / len(row))
        top = (_TINY_H - len(row) * h - 3 * (len(row) - 1)) / 2
        for place, step_id in enumerate(row):
            boxes[step_id] = _box(graph.step(step_id), 1 + column * pitch, top + place * (h + 3), w, h)
    arrows = [
        _arrow(
            edge,
            _tiny_line(boxes[edge.from_step_id], boxes[edge.to_step_id]),
            edge.transition_id in layers.back,
        )
        for edge in _first_of_each_pair(_joined(graph, boxes))
    ]
    return Picture(_TINY_W, _TINY_H, tuple(boxes.values()), tuple(arrows))


def _first_of_each_pair(edges: Sequence[Transition]) -> list[Transition]:
    return list({(edge.from_step_id, edge.to_step_id): edge for edge in reversed(edges)}.values())[::-1]


def _tiny_line(source: Box, target: Box) -> list[Point]:
    if target.x > source.x:
        return [(source.x + source.w, source.middle[1]), (target.x, target.middle[1])]
    bottom = _TINY_H - 2
    return [
        (source.middle[0], source.y + source.h),
        (source.middle[0], bottom),
        (target.middle[0], bottom),
        (target.middle[0], target.y + target.h),
    ]


# --- The whole graph as it was drawn, else from left to right ---

_W, _H, _ACROSS, _DOWN, _MARGIN = 184, 82, 274, 130, 24
_WIDEST = 20_000
_APART = 18


def graph_picture(graph: Graph) -> Picture:
    """The graph at the coordinates of its designer where they are sane, else in layers from left to right."""
    layers = layer_graph(graph)
    places = _drawn_places(graph) or _layered_places(layers)
    left = min((x for x, _ in places.values()), default=0) - _MARGIN
    top = min((y for _, y in places.values()), default=0) - _MARGIN
    boxes = {
        step.step_id: _box(step, places[step.step_id][0] - left, places[step.step_id][1] - top, _W, _H)
        for step in graph.steps
    }
    beside: dict[frozenset[Id], list[Transition]] = defaultdict(list)
    for edge in _joined(graph, boxes):
        beside[frozenset((edge.from_step_id, edge.to_step_id))].append(edge)
    arrows = []
    for edges in beside.values():
        for index, edge in enumerate(edges):
            apart = (index - (len(edges) - 1) / 2) * _APART
            line = _straight(boxes[edge.from_step_id], boxes[edge.to_step_id], max(-30.0, min(30.0, apart)))
            arrows.append(_arrow(edge, line, edge.transition_id in layers.back))
    width = max((box.x + box.w for box in boxes.values()), default=0) + _MARGIN
    height = max((box.y + box.h for box in boxes.values()), default=0) + _MARGIN
    return Picture(_trim(width), _trim(height), tuple(boxes.values()), tuple(arrows))


def _drawn_places(graph: Graph) -> dict[Id, Point] | None:
    """Where the designer set the steps; None when one has no place, two share one, or all is too far apart."""
    places = {step.step_id: place for step in graph.steps if (place := place_of(step)) is not None}
    if len(places) < len(graph.steps) or len(set(places.values())) < len(places):
        return None
    spread = [max(values) - min(values) for values in zip(*places.values(), strict=True)]
    return None if any(length > _WIDEST for length in spread) else places


def _layered_places(layers: Layers) -> dict[Id, Point]:
    return {step_id: (depth * _ACROSS, place * _DOWN) for step_id, (depth, place) in layers.places().items()}


def _straight(source: Box, target: Box, apart: float) -> list[Point]:
    """From side to side, whichever faces the other; `apart` keeps several lines of a pair from lying together."""
    (x1, y1), (x2, y2) = source.middle, target.middle
    if abs(x2 - x1) >= abs(y2 - y1):
        reach = source.w / 2 if x2 > x1 else -source.w / 2
        start, stop = (x1 + reach, y1 + apart), (x2 - reach, y2 + apart)
        middle = (start[0] + stop[0]) / 2
        bend = [(middle, start[1]), (middle, stop[1])]
        return [start, stop] if start[1] == stop[1] else [start, *bend, stop]
    reach = source.h / 2 if y2 > y1 else -source.h / 2
    start, stop = (x1 + apart, y1 + reach), (x2 + apart, y2 - reach)
    middle = (start[1] + stop[1]) / 2
    return [start, stop] if start[0] == stop[0] else [start, (start[0], middle), (stop[0], middle), stop]

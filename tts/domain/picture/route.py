"""The route of a ticket, from top to bottom; ways back and long ways run on lanes at the left."""

from __future__ import annotations

from collections.abc import Mapping

from tts.domain.graph import Graph, Id
from tts.domain.layers import layer_graph
from tts.domain.picture.shapes import Box, Picture, Point, joined_edges, make_arrow, make_box, trim

_ROUTE_W, _ROUTE_H, _ROUTE_DOWN, _ROUTE_ACROSS = 112, 28, 45, 124
_LANE, _FIRST_LANE, _LANES, _BORDER = 10, 16, 6, 8


def route_picture(graph: Graph) -> Picture:
    """The graph from top to bottom, for a panel beside a ticket: rows 45 apart, boxes 112 by 28."""
    layers = layer_graph(graph)
    places = layers.places()
    lanes = _lanes(graph, places)
    left = _BORDER + (_FIRST_LANE + _LANE * max(lanes.values()) if lanes else 0)
    boxes = {
        step.step_id: make_box(
            step,
            left + places[step.step_id][1] * _ROUTE_ACROSS,
            1 + places[step.step_id][0] * _ROUTE_DOWN,
            _ROUTE_W,
            _ROUTE_H,
        )
        for step in graph.steps
    }
    arrows = []
    for edge in joined_edges(graph, boxes):
        ends = (boxes[edge.from_step_id], boxes[edge.to_step_id])
        if edge.transition_id in lanes:
            points = _aside(*ends, left, left - _FIRST_LANE - _LANE * lanes[edge.transition_id])
        else:
            points = _down(*ends)
        arrows.append(make_arrow(edge, points, edge.transition_id in layers.back))
    width = left + max((len(row) for row in layers.rows), default=1) * _ROUTE_ACROSS
    height = 2 + max(0, len(layers.rows) - 1) * _ROUTE_DOWN + _ROUTE_H
    return Picture(trim(width), height, tuple(boxes.values()), tuple(arrows))


def _lanes(graph: Graph, places: Mapping[Id, tuple[int, int]]) -> dict[Id, int]:
    """A lane for each transition that leads elsewhere than to the next row, shared where rows do not meet."""
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

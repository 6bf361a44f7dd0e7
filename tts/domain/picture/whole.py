"""The whole graph as it was drawn in the designer, else from left to right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from tts.domain.graph import Graph, Id, Transition
from tts.domain.layers import Layers, layer_graph
from tts.domain.picture.shapes import Arrow, Box, Picture, Point, joined_edges, make_arrow, make_box, trim
from tts.domain.soundness.drawing import place_of

_W, _H, _ACROSS, _DOWN, _MARGIN = 184, 82, 274, 130, 24
_WIDEST = 20_000
_APART = 18
_LANE, _LANES, _LOOKED_AT = 12, 4, 300


def graph_picture(graph: Graph) -> Picture:
    """The graph at the coordinates of its designer where they are sane, else in layers from left to right."""
    layers = layer_graph(graph)
    places = _drawn_places(graph) or _layered_places(layers)
    left = min((x for x, _ in places.values()), default=0) - _MARGIN
    top = min((y for _, y in places.values()), default=0) - _MARGIN
    boxes = {
        step.step_id: make_box(step, places[step.step_id][0] - left, places[step.step_id][1] - top, _W, _H)
        for step in graph.steps
    }
    beside: dict[frozenset[Id], list[Transition]] = defaultdict(list)
    for edge in joined_edges(graph, boxes):
        beside[frozenset((edge.from_step_id, edge.to_step_id))].append(edge)
    arrows: list[Arrow] = []
    round_about = 0
    for edges in beside.values():
        for index, edge in enumerate(edges):
            apart = (index - (len(edges) - 1) / 2) * _APART
            line = _straight(boxes[edge.from_step_id], boxes[edge.to_step_id], max(-30.0, min(30.0, apart)))
            ends = (boxes[edge.from_step_id], boxes[edge.to_step_id])
            crossed = _crossed(line, ends, boxes.values()) if len(boxes) <= _LOOKED_AT else []
            if crossed:
                line = _around(*ends, crossed, _LANE * (1 + round_about % _LANES))
                round_about += 1
            arrows.append(make_arrow(edge, line, edge.transition_id in layers.back))
    corners = [(box.x + box.w, box.y + box.h) for box in boxes.values()]
    corners += [point for arrow in arrows for point in arrow.points]
    width = max((x for x, _ in corners), default=0) + _MARGIN
    height = max((y for _, y in corners), default=0) + _MARGIN
    return Picture(trim(width), trim(height), tuple(boxes.values()), tuple(arrows))


def _drawn_places(graph: Graph) -> dict[Id, Point] | None:
    """Where the designer set the steps; None when one has no place, two share one, or all is too wide."""
    places = {step.step_id: place for step in graph.steps if (place := place_of(step)) is not None}
    if len(places) < len(graph.steps) or len(set(places.values())) < len(places):
        return None
    spread = [max(values) - min(values) for values in zip(*places.values(), strict=True)]
    return None if any(length > _WIDEST for length in spread) else places


def _layered_places(layers: Layers) -> dict[Id, Point]:
    return {step_id: (depth * _ACROSS, place * _DOWN) for step_id, (depth, place) in layers.places().items()}


def _crossed(line: list[Point], ends: tuple[Box, Box], boxes: Iterable[Box]) -> list[Box]:
    """The boxes a line would run through, its own ends left out."""
    stretches = list(pairwise(line))
    return [box for box in boxes if box not in ends and any(_cuts(*stretch, box) for stretch in stretches)]


def _cuts(start: Point, stop: Point, box: Box) -> bool:
    """Whether an upright or level stretch of a line runs through a box."""
    (left, right), (top, bottom) = sorted((start[0], stop[0])), sorted((start[1], stop[1]))
    return left < box.x + box.w and right > box.x and top < box.y + box.h and bottom > box.y


def _around(source: Box, target: Box, crossed: list[Box], apart: float) -> list[Point]:
    """Below the boxes in the way of a level line, or right of those in the way of an upright one."""
    (x1, y1), (x2, y2) = source.middle, target.middle
    all_boxes = [source, target, *crossed]
    if abs(x2 - x1) >= abs(y2 - y1):
        below = max(box.y + box.h for box in all_boxes) + apart
        return [(x1, source.y + source.h), (x1, below), (x2, below), (x2, target.y + target.h)]
    right = max(box.x + box.w for box in all_boxes) + apart
    return [(source.x + source.w, y1), (right, y1), (right, y2), (target.x + target.w, y2)]


def _straight(source: Box, target: Box, apart: float) -> list[Point]:
    """Between the sides that face each other; `apart` keeps several lines of a pair from lying together."""
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

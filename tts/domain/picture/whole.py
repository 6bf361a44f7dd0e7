"""The whole graph as it was drawn in the designer, else from left to right."""

from __future__ import annotations

from collections import defaultdict

from tts.domain.graph import Graph, Id, Transition
from tts.domain.layers import Layers, layer_graph
from tts.domain.picture.shapes import Box, Picture, Point, joined_edges, make_arrow, make_box, trim
from tts.domain.soundness.drawing import place_of

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
        step.step_id: make_box(step, places[step.step_id][0] - left, places[step.step_id][1] - top, _W, _H)
        for step in graph.steps
    }
    beside: dict[frozenset[Id], list[Transition]] = defaultdict(list)
    for edge in joined_edges(graph, boxes):
        beside[frozenset((edge.from_step_id, edge.to_step_id))].append(edge)
    arrows = []
    for edges in beside.values():
        for index, edge in enumerate(edges):
            apart = (index - (len(edges) - 1) / 2) * _APART
            line = _straight(boxes[edge.from_step_id], boxes[edge.to_step_id], max(-30.0, min(30.0, apart)))
            arrows.append(make_arrow(edge, line, edge.transition_id in layers.back))
    width = max((box.x + box.w for box in boxes.values()), default=0) + _MARGIN
    height = max((box.y + box.h for box in boxes.values()), default=0) + _MARGIN
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

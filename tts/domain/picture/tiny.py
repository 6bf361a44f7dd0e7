"""A tiny picture for lists, from left to right in 104 by 28."""

from __future__ import annotations

from collections.abc import Sequence

from tts.domain.graph import Graph, Id, Transition
from tts.domain.layers import layer_graph
from tts.domain.picture.shapes import Box, Picture, Point, joined_edges, make_arrow, make_box

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
            boxes[step_id] = make_box(graph.step(step_id), 1 + column * pitch, top + place * (h + 3), w, h)
    arrows = [
        make_arrow(
            edge,
            _tiny_line(boxes[edge.from_step_id], boxes[edge.to_step_id]),
            edge.transition_id in layers.back,
        )
        for edge in _first_of_each_pair(joined_edges(graph, boxes))
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

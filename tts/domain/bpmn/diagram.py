"""Where everything of a process is drawn: the steps as in the designer, events and gateways beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tts.domain.bpmn.plan import Flow, Node, Plan
from tts.domain.graph import graph_from_definition
from tts.domain.picture import graph_picture
from tts.domain.picture.shapes import Point, trim

EVENT, GATEWAY, GAP, LEFT = 36, 50, 24, 80


class Place(NamedTuple):
    """A rectangle on the plane."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> Point:
        """The point in the middle."""
        return (trim(self.x + self.w / 2), trim(self.y + self.h / 2))


def place_nodes(graph: Mapping[str, Any], plan: Plan) -> dict[str, Place]:
    """A rectangle for each node: start events left of their step, gateways right of it, ends after that."""
    boxes = graph_picture(graph_from_definition(graph)).boxes
    return {node.id: _place(node, plan.nodes, boxes) for node in plan.nodes.values()}


def _place(node: Node, nodes: Mapping[str, Node], boxes: Sequence[Any]) -> Place:
    box = boxes[node.step]
    x, middle = box.x + LEFT, box.y + box.h / 2
    if node.kind == "startEvent":
        return Place(trim(x - GAP - EVENT), trim(middle - EVENT / 2), EVENT, EVENT)
    if node.kind == "exclusiveGateway":
        return Place(trim(x + box.w + GAP / 2), trim(middle - GATEWAY / 2), GATEWAY, GATEWAY)
    if node.kind == "endEvent":
        if f"choice_{node.step + 1}" in nodes:
            below = middle + GATEWAY / 2 + GAP
            return Place(trim(x + box.w + GAP / 2 + (GATEWAY - EVENT) / 2), trim(below), EVENT, EVENT)
        return Place(trim(x + box.w + GAP), trim(middle - EVENT / 2), EVENT, EVENT)
    return Place(trim(x), box.y, box.w, box.h)


def draw_flow(flow: Flow, places: Mapping[str, Place]) -> list[Point]:
    """The way points of a flow: level and upright, from border to border."""
    source, target = places[flow.source], places[flow.target]
    (x1, y1), (x2, y2) = source.middle, target.middle
    if x1 == x2 and y2 > y1:
        return [(x1, trim(source.y + source.h)), (x2, target.y)]
    if target.x >= source.x + source.w:
        start, stop = (trim(source.x + source.w), y1), (target.x, y2)
        if y1 == y2:
            return [start, stop]
        bend = trim((start[0] + stop[0]) / 2)
        return [start, (bend, y1), (bend, y2), stop]
    above = trim(min(source.y, target.y) - GAP / 2)
    return [(x1, source.y), (x1, above), (x2, above), (x2, target.y)]

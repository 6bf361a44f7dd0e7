"""Where everything of a process is drawn: the steps as in the designer, events and gateways beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tts.domain.bpmn.plan import Node, Plan
from tts.domain.graph import graph_from_definition
from tts.domain.picture import graph_picture
from tts.domain.picture.shapes import Point, trim

EVENT, GATEWAY, GAP, LEFT = 36, 50, 24, 80
LANE, LANES, LOOKED_AT = 14, 4, 900


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
            below = middle + GATEWAY / 2 + 2 * GAP
            return Place(trim(x + box.w + GAP / 2 + (GATEWAY - EVENT) / 2), trim(below), EVENT, EVENT)
        return Place(trim(x + box.w + GAP), trim(middle - EVENT / 2), EVENT, EVENT)
    return Place(trim(x), box.y, box.w, box.h)


def draw_flows(plan: Plan, places: Mapping[str, Place]) -> dict[str, list[Point]]:
    """The way points of each flow, from border to border; one that would run through others goes around."""
    drawn: dict[str, list[Point]] = {}
    looked_at = list(places.values()) if len(places) <= LOOKED_AT else []
    around = 0
    for flow in plan.flows:
        source, target = places[flow.source], places[flow.target]
        line = _onward(source, target)
        others = [place for place in looked_at if place not in (source, target)]
        if line is None or _crossed(line, others):
            line = _around(source, target, others, GAP / 2 + LANE * (around % LANES))
            around += 1
        drawn[flow.id] = line
    return drawn


def _onward(source: Place, target: Place) -> list[Point] | None:
    """Straight down or to the right, with a bend where it must be; None for a way back."""
    (x1, y1), (x2, y2) = source.middle, target.middle
    if x1 == x2 and y2 > y1:
        return [(x1, trim(source.y + source.h)), (x2, target.y)]
    if target.x < source.x + source.w:
        return None
    start, stop = (trim(source.x + source.w), y1), (target.x, y2)
    bend = trim(stop[0] - GAP / 2)
    return [start, stop] if y1 == y2 else [start, (bend, y1), (bend, y2), stop]


def _around(source: Place, target: Place, others: Sequence[Place], apart: float) -> list[Point]:
    """Over the source, the target and all that stands between them."""
    (x1, _), (x2, _) = source.middle, target.middle
    top = min(source.y, target.y)
    while crossed := _crossed([(x1, top - apart), (x2, top - apart)], others):
        top = min(place.y for place in crossed)
    above = trim(top - apart)
    return [(x1, source.y), (x1, above), (x2, above), (x2, target.y)]


def _crossed(line: Sequence[Point], places: Sequence[Place]) -> list[Place]:
    """What an upright and level line would run through."""
    return [place for place in places if any(_cuts(*stretch, place) for stretch in pairwise(line))]


def _cuts(start: Point, stop: Point, place: Place) -> bool:
    (left, right), (top, bottom) = sorted((start[0], stop[0])), sorted((start[1], stop[1]))
    return left < place.x + place.w and right > place.x and top < place.y + place.h and bottom > place.y

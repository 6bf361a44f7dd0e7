"""Boxes and arrows: what every picture is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tts.domain.graph import Graph, Id, Step, Transition

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
        return (trim(self.x + self.w / 2), trim(self.y + self.h / 2))


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition: a line through points, its head at the last one. A loop leads back."""

    transition_id: Id
    points: tuple[Point, ...]
    label: str
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


def trim(number: float) -> float:
    """A coordinate without noise: one decimal, whole where it is."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def make_box(step: Step, x: float, y: float, w: float, h: float) -> Box:
    """A step's box at a place."""
    return Box(step.step_id, trim(x), trim(y), trim(w), trim(h), step.name, step.is_start, step.is_end)


def make_arrow(edge: Transition, points: Sequence[Point], is_loop: bool) -> Arrow:
    """A transition's arrow through points."""
    return Arrow(edge.transition_id, tuple((trim(x), trim(y)) for x, y in points), edge.name, is_loop)


def joined_edges(graph: Graph, boxes: Mapping[Id, Box]) -> list[Transition]:
    """The transitions both ends of which are drawn."""
    return [edge for edge in graph.transitions if edge.from_step_id in boxes and edge.to_step_id in boxes]

"""Sorting a graph into layers for drawing: who stands after whom, and which transitions lead back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tts.domain.graph import Graph, Id, Transition


@dataclass(frozen=True, slots=True)
class Layers:
    """`rows[i]` are the steps of layer i from left to right; `back` the ids of transitions that lead back."""

    rows: tuple[tuple[Id, ...], ...]
    back: frozenset[Id]

    def places(self) -> dict[Id, tuple[int, int]]:
        """Each step's layer and its place in it."""
        return {
            step_id: (depth, place)
            for depth, row in enumerate(self.rows)
            for place, step_id in enumerate(row)
        }


def layer_graph(graph: Graph) -> Layers:
    """Layers by the longest way from the start; what cannot be reached stands below everything else."""
    walk = _Walk(graph)
    for step in graph.steps:
        if step.is_start:
            walk.visit(step.step_id)
    reached = len(walk.finished)
    for step in graph.steps:
        walk.visit(step.step_id)
    depth = _depths(walk, walk.finished[:reached], 0)
    below = max(depth.values(), default=-1) + 1
    depth.update(_depths(walk, walk.finished[reached:], below))
    return Layers(_rows(graph, walk, depth), frozenset(walk.back))


class _Walk:
    """A depth-first walk without recursion: notes the order of leaving steps, and the ways back met."""

    def __init__(self, graph: Graph) -> None:
        self.leaving: dict[Id, list[Transition]] = {step.step_id: [] for step in graph.steps}
        for edge in graph.transitions:
            if edge.from_step_id in self.leaving and edge.to_step_id in self.leaving:
                self.leaving[edge.from_step_id].append(edge)
        self.finished: list[Id] = []
        self.back: set[Id] = set()
        self._open: set[Id] = set()
        self._seen: set[Id] = set()

    def visit(self, root: Id) -> None:
        if root in self._seen:
            return
        self._enter(root)
        path = [(root, iter(self.leaving[root]))]
        while path:
            step_id, edges = path[-1]
            following = self._next(edges)
            if following is None:
                path.pop()
                self._open.discard(step_id)
                self.finished.append(step_id)
            else:
                self._enter(following)
                path.append((following, iter(self.leaving[following])))

    def _enter(self, step_id: Id) -> None:
        self._seen.add(step_id)
        self._open.add(step_id)

    def _next(self, edges: Iterator[Transition]) -> Id | None:
        for edge in edges:
            if edge.to_step_id in self._open:
                self.back.add(edge.transition_id)
            elif edge.to_step_id not in self._seen:
                return edge.to_step_id
        return None


def _depths(walk: _Walk, finished: list[Id], first: int) -> dict[Id, int]:
    """The longest way to each of these steps, ways back left out."""
    depth = dict.fromkeys(finished, first)
    for step_id in reversed(finished):
        for edge in walk.leaving[step_id]:
            if edge.transition_id not in walk.back and edge.to_step_id in depth:
                depth[edge.to_step_id] = max(depth[edge.to_step_id], depth[step_id] + 1)
    return depth


def _rows(graph: Graph, walk: _Walk, depth: dict[Id, int]) -> tuple[tuple[Id, ...], ...]:
    """The layers, each in the order of the middle of what leads there, so that few lines cross."""
    rows: list[list[Id]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for step in graph.steps:
        rows[depth[step.step_id]].append(step.step_id)
    above: dict[Id, list[int]] = {step.step_id: [] for step in graph.steps}
    for row in rows:
        row.sort(key=lambda step_id: sum(above[step_id]) / len(above[step_id]) if above[step_id] else 0)
        for place, step_id in enumerate(row):
            for edge in walk.leaving[step_id]:
                if edge.transition_id not in walk.back:
                    above[edge.to_step_id].append(place)
    return tuple(tuple(row) for row in rows)

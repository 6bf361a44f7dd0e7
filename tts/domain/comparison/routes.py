"""Routes from start to end that one graph has and another has not.

There can be more routes than anybody could list. But a route is lost only by what it begins with, ends with
or passes through; so for each start, end and transition that is gone, one shortest route by it is told. That
takes two walks over the graph and one short way each, whatever its size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tts.domain.graph import Graph, Id, Transition
from tts.domain.problems import fold_name, plain
from tts.domain.soundness.routes import Routes

MOST_ROUTES = 12
_LONGEST = 41
Way = tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class ToldRoutes:
    """Routes in names, each as step, choice, step, ...; `more` counts those of this kind left untold."""

    routes: tuple[tuple[str, ...], ...] = ()
    more: int = 0


def lost_routes(old: Graph, new: Graph) -> ToldRoutes:
    """The routes of `old` that `new` has no longer, shortest first; equal in names is told once.

    A transition is still there when another one leads from the same step to the same one by the same name.
    """
    ways = _Ways(old)
    told = {ways.name(way): len(way) for way in _witnesses(ways, old, new)}
    inside = sorted(told, key=lambda names: (told[names], names))
    return ToldRoutes(
        tuple(_shorten(names) for names in inside[:MOST_ROUTES]), max(0, len(inside) - MOST_ROUTES)
    )


def _witnesses(ways: _Ways, old: Graph, new: Graph) -> Iterator[Way]:
    """For each start, transition and end that is gone a shortest route by it, where tickets get there."""
    after = {step.step_id: step for step in new.steps}
    for step in old.steps:
        now = after.get(step.step_id)
        if step.is_start and not (now and now.is_start):
            yield from ways.through(step.step_id, (step.step_id,))
        if step.is_end and not (now and now.is_end) and (before := ways.before(step.step_id)):
            yield before
    kept_ids = {(edge.transition_id, edge.from_step_id, edge.to_step_id) for edge in new.transitions}
    kept_names = {_named(edge) for edge in new.transitions}
    for edge in old.transitions:
        key = (edge.transition_id, edge.from_step_id, edge.to_step_id)
        if key not in kept_ids and _named(edge) not in kept_names:
            before = ways.before(edge.from_step_id)
            if before:
                yield from ways.through(edge.to_step_id, (*before, ways.element(edge), edge.to_step_id))


def _named(edge: Transition) -> tuple[Id, Id, str]:
    return (edge.from_step_id, edge.to_step_id, fold_name(edge.name))


def _shorten(names: tuple[str, ...]) -> tuple[str, ...]:
    """A long route without its middle."""
    return names if len(names) <= _LONGEST else (*names[:19], "…", *names[-19:])


class _Ways:
    """A graph's shortest ways from a start and to an end: step, place of the transition, step, ..."""

    def __init__(self, graph: Graph) -> None:
        self._routes = Routes(graph)
        self._edges = graph.transitions
        self._places = {id(edge): place for place, edge in enumerate(graph.transitions)}
        self._onward = self._nearest_ends()

    def _nearest_ends(self) -> dict[Id, Transition | None]:
        """Each step from which an end can be reached, with the transition that leads nearer to one."""
        found: dict[Id, Transition | None] = {step.step_id: None for step in self._routes.ends}
        waiting = list(found)
        for step_id in waiting:
            for edge in self._routes.entering[step_id]:
                if edge.from_step_id not in found:
                    found[edge.from_step_id] = edge
                    waiting.append(edge.from_step_id)
        return found

    def element(self, edge: Transition) -> int:
        """How a way names a transition: by its place, as names are read from there."""
        return self._places[id(edge)]

    def before(self, step_id: Id) -> Way:
        """A shortest way from a start to a step, both included; empty when tickets never get there."""
        arrivals = self._routes.arrivals
        if step_id not in arrivals:
            return ()
        way: list[Id] = [step_id]
        while (edge := arrivals[way[-1]]) is not None:
            way += [self.element(edge), edge.from_step_id]
        return tuple(reversed(way))

    def through(self, step_id: Id, way: Way) -> Iterator[Way]:
        """`way`, which ends at a step, gone on to the nearest end; nothing when no end can be reached."""
        if step_id not in self._onward:
            return
        whole = list(way)
        while (edge := self._onward[whole[-1]]) is not None:
            whole += [self.element(edge), edge.to_step_id]
        yield tuple(whole)

    def name(self, way: Way) -> tuple[str, ...]:
        """A way in names."""
        return tuple(self._say(index, element) for index, element in enumerate(way))

    def _say(self, index: int, element: Id) -> str:
        if index % 2:
            return plain(self._edges[int(element)].name) or "a choice without a name"
        return plain(self._routes.steps[element].name) or "a step without a name"

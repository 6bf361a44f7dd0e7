"""Routes from start to end that one graph has and another has not.

There can be more routes than anybody could list. But a route is lost only by what it begins with, ends with
or passes through; so for each start, end and transition that is gone, one shortest route by it is told. How
long it is and what it says follows from two walks over the graph, whatever its size; only the few that are
told are walked step by step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tts.domain.comparison.pieces import Piece, piece_of
from tts.domain.graph import Graph, Id, Step, Transition
from tts.domain.problems import fold_name, plain
from tts.domain.soundness.routes import Routes

MOST_ROUTES = 12
_LONGEST = 41


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
    found: dict[Piece, Step | Transition] = {}
    for gone in _gone(old, new):
        if piece := ways.by(gone):
            found.setdefault(piece, gone)
    shortest = islice(sorted(found, key=lambda piece: piece.length), MOST_ROUTES)
    told = sorted((ways.name(found[piece]) for piece in shortest), key=lambda names: (len(names), names))
    return ToldRoutes(tuple(map(_shorten, told)), max(0, len(found) - MOST_ROUTES))


def _gone(old: Graph, new: Graph) -> Iterator[Step | Transition]:
    """Each start, end and transition that is no more."""
    after = {step.step_id: step for step in new.steps}
    for step in old.steps:
        now = after.get(step.step_id)
        if (step.is_start and not (now and now.is_start)) or (step.is_end and not (now and now.is_end)):
            yield step
    kept_ids = {(edge.transition_id, edge.from_step_id, edge.to_step_id) for edge in new.transitions}
    kept_names = {_named(edge) for edge in new.transitions}
    for edge in old.transitions:
        key = (edge.transition_id, edge.from_step_id, edge.to_step_id)
        if key not in kept_ids and _named(edge) not in kept_names:
            yield edge


def _named(edge: Transition) -> tuple[Id, Id, str]:
    return (edge.from_step_id, edge.to_step_id, fold_name(edge.name))


def _shorten(names: tuple[str, ...]) -> tuple[str, ...]:
    """A long route without its middle."""
    return names if len(names) <= _LONGEST else (*names[:19], "…", *names[-19:])


class _Ways:
    """A graph's shortest ways from a start and to an end, each with its piece of a route.

    `_before` ends with the step itself, `_after` begins with the transition that leaves it.
    """

    def __init__(self, graph: Graph) -> None:
        self._routes = Routes(graph)
        self._onward: dict[Id, Transition | None] = {step.step_id: None for step in self._routes.ends}
        self._before: dict[Id, Piece] = {}
        self._after: dict[Id, Piece] = dict.fromkeys(self._onward, Piece())
        self._walk_forth()
        self._walk_back()

    def _walk_forth(self) -> None:
        for step_id, edge in self._routes.arrivals.items():
            way = self._before[edge.from_step_id].then(piece_of(_say(edge))) if edge else Piece()
            self._before[step_id] = way.then(self._piece(step_id))

    def _walk_back(self) -> None:
        waiting = list(self._onward)
        for step_id in waiting:
            onward = self._piece(step_id).then(self._after[step_id])
            for edge in self._routes.entering[step_id]:
                if edge.from_step_id not in self._onward:
                    self._onward[edge.from_step_id] = edge
                    self._after[edge.from_step_id] = piece_of(_say(edge)).then(onward)
                    waiting.append(edge.from_step_id)

    def _piece(self, step_id: Id) -> Piece:
        return piece_of(self._say_step(step_id))

    def by(self, element: Step | Transition) -> Piece | None:
        """A shortest route by a step or a transition; None when tickets get not there or to no end."""
        first, last = _ends_of(element)
        if first not in self._before or last not in self._after:
            return None
        if isinstance(element, Step):
            return self._before[first].then(self._after[last])
        way = self._before[first].then(piece_of(_say(element)))
        return way.then(self._piece(last)).then(self._after[last])

    def name(self, element: Step | Transition) -> tuple[str, ...]:
        """The same route in names."""
        first, last = _ends_of(element)
        names = [self._say_step(first)]
        here = first
        while edge := self._routes.arrivals[here]:
            here = edge.from_step_id
            names += [_say(edge), self._say_step(here)]
        names.reverse()
        if isinstance(element, Transition):
            names += [_say(element), self._say_step(last)]
        here = last
        while edge := self._onward[here]:
            here = edge.to_step_id
            names += [_say(edge), self._say_step(here)]
        return tuple(names)

    def _say_step(self, step_id: Id) -> str:
        return plain(self._routes.steps[step_id].name) or "a step without a name"


def _ends_of(element: Step | Transition) -> tuple[Id, Id]:
    if isinstance(element, Step):
        return element.step_id, element.step_id
    return element.from_step_id, element.to_step_id


def _say(edge: Transition) -> str:
    return plain(edge.name) or "a choice without a name"

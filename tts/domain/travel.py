"""Where a ticket has been on its graph: its visits in order, the transitions taken, what can come next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tts.domain.graph import Graph, Id, Transition


@dataclass(frozen=True, slots=True)
class Stay:
    """One item as it is kept: its step as it was called then, who had it, from when to when, how it ended."""

    step_id: Id
    step_name: str
    visit: int
    holder: str | None
    since: datetime
    until: datetime | None
    transition_id: Id | None = None
    transition_name: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """The ticket at one step, from coming to leaving; several people may have had it one after the other.

    `number` counts from 1. `left_by` is the chosen transition's name, None while it is there, and where it
    went on without a choice. `is_drawn` is whether the version it runs on still has the step.
    """

    number: int
    step_id: Id
    name: str
    people: tuple[str, ...]
    since: datetime
    until: datetime | None
    left_by: str | None
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Travel:
    """A ticket's way: `counts` are visits by step, `taken` the numbers of the visits each transition ended.

    `here` is the step it is at, None when it ended; `last` the step it is at or ended at. `ahead` are the
    transitions that leave `here`.
    """

    visits: tuple[Visit, ...]
    counts: Mapping[Id, int]
    taken: Mapping[Id, tuple[int, ...]]
    last: Id
    here: Id | None
    ahead: tuple[Transition, ...]

    @property
    def strangers(self) -> tuple[Visit, ...]:
        """Visits to steps that the version does not have: the ticket was moved to it later."""
        return tuple(visit for visit in self.visits if not visit.is_drawn)


def travel_of(graph: Graph, stays: Sequence[Stay], step_id: Id, *, has_ended: bool) -> Travel:
    """The way of a ticket that stands at `step_id` of `graph`, from its items in order.

    What the graph does not have (a step or transition of another version) is counted among the visits only.
    """
    visits = tuple(
        _visit(graph, number, list(group))
        for number, (_, group) in enumerate(groupby(stays, lambda stay: (stay.step_id, stay.visit)), 1)
    )
    here = None if has_ended else step_id
    return Travel(
        visits=visits,
        counts=Counter(visit.step_id for visit in visits if visit.is_drawn),
        taken=_taken(graph, stays, visits),
        last=step_id,
        here=here,
        ahead=() if here is None else graph.choices(here),
    )


def _visit(graph: Graph, number: int, stays: Sequence[Stay]) -> Visit:
    last, step = stays[-1], graph.find(stays[-1].step_id)
    people = tuple(dict.fromkeys(stay.holder for stay in stays if stay.holder is not None))
    return Visit(
        number,
        last.step_id,
        step.name if step else last.step_name,
        people,
        stays[0].since,
        last.until,
        last.transition_name,
        step is not None,
    )


def _taken(graph: Graph, stays: Sequence[Stay], visits: Sequence[Visit]) -> dict[Id, tuple[int, ...]]:
    """The numbers of the visits that ended by each transition the graph still has between those steps."""
    found: dict[Id, list[int]] = {}
    groups = groupby(stays, lambda stay: (stay.step_id, stay.visit))
    for visit, (_, group) in zip(visits, groups, strict=True):
        chosen = list(group)[-1].transition_id
        if any(edge.transition_id == chosen for edge in graph.choices(visit.step_id)):
            assert chosen is not None
            found.setdefault(chosen, []).append(visit.number)
    return {transition_id: tuple(numbers) for transition_id, numbers in found.items()}

"""What changed between two states of a workflow, by stable ids, in sentences for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tts.domain.calendar_changes import say_calendar_changes
from tts.domain.graph import PRIORITIES, Graph, Id, Step, Transition, weight_number
from tts.domain.problems import plain, quote
from tts.domain.sla import parse_duration, say_duration
from tts.domain.working_time import read_calendar


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is added, removed, changed or moved; `element` is step, transition or details."""

    kind: str
    element: str
    id: Id
    name: str
    field: str
    old: Any
    new: Any
    sentence: str


RoleNames = Mapping[int, str]
_ASSIGNED = {
    "turn": "given in turn",
    "least_loaded": "given to who has least",
    "queue": "left in the role's queue",
}


def compare(old: Graph, new: Graph, role_names: RoleNames | None = None) -> tuple[Change, ...]:
    """Every difference from `old` to `new`: steps, then transitions; what is gone first.

    `role_names` names roles which the graphs know by number only (escalation roles).
    """
    names = dict(role_names or {})
    for step in (*old.steps, *new.steps):
        if step.role_id is not None and step.role_name:
            names.setdefault(step.role_id, step.role_name)
    return (*_compare_steps(old, new, names), *_compare_transitions(old, new))


def _compare_steps(old: Graph, new: Graph, names: RoleNames) -> Iterator[Change]:
    before = {step.step_id: step for step in old.steps}
    after = {step.step_id: step for step in new.steps}
    for step_id, step in before.items():
        if step_id not in after:
            sentence = f"Step {quote(step.name, 'without a name')} was removed."
            yield Change("removed", "step", step_id, step.name, "", step.name, None, sentence)
    for step_id, step in after.items():
        if step_id in before:
            yield from _compare_step(before[step_id], step, names)
        else:
            sentence = f"Step {quote(step.name, 'without a name')} was added."
            yield Change("added", "step", step_id, step.name, "", None, step.name, sentence)


def _compare_step(old: Step, new: Step, names: RoleNames) -> Iterator[Change]:
    said = quote(new.name)
    for field, sentence in _STEP_SENTENCES.items():
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            told = (
                f"{quote(old.name)} is now called {said}."
                if field == "name"
                else sentence(said, was, now, names)
            )
            yield Change(
                "changed", "step", new.step_id, new.name, field, _plain_value(was), _plain_value(now), told
            )
    if dict(old.design) != dict(new.design):
        was, now = dict(old.design), dict(new.design)
        yield Change(
            "moved", "step", new.step_id, new.name, "design", was, now, f"{said} was moved on the drawing."
        )


def _plain_value(value: Any) -> Any:
    return weight_number(value) if isinstance(value, Decimal) else value


def _say_role(role_id: int | None, names: RoleNames) -> str:
    return "nobody" if role_id is None else plain(names.get(role_id, "")) or "an unknown role"


def _say_part(weight: Decimal | None) -> str:
    return "no part" if weight is None else f"{(weight * 100).normalize():f} %" if weight else "0 %"


def _turned(on: str, off: str) -> Callable[[str, Any, Any, RoleNames], str]:
    """The sentence of a flag that was switched."""
    return lambda said, was, now, names: (on if now else off).format(said)


_STEP_SENTENCES: dict[str, Callable[[str, Any, Any, RoleNames], str]] = {
    "name": lambda said, was, now, names: f"{was} is now called {said}.",
    "role_id": lambda said, was, now, names: (
        f"{said} is now done by {_say_role(now, names)}, was {_say_role(was, names)}."
    ),
    "escalate_to": lambda said, was, now, names: (
        f"{said} now escalates to {_say_role(now, names)}, was {_say_role(was, names)}."
    ),
    "weight": lambda said, was, now, names: (
        f"{said} now takes {_say_part(now)} of the time, was {_say_part(was)}."
    ),
    "is_start": _turned("Tickets now start at {}.", "Tickets no longer start at {}."),
    "is_end": _turned("Tickets can now end at {}.", "Tickets can no longer end at {}."),
    "assignment": lambda said, was, now, names: f"Tickets at {said} are now {_ASSIGNED.get(now, now)}.",
    "pauses_clock": _turned("{} now pauses the clock.", "{} no longer pauses the clock."),
    "description": lambda said, was, now, names: f"The description of {said} was changed.",
    "instruction": lambda said, was, now, names: f"The instruction of {said} was changed.",
    "order": lambda said, was, now, names: f"{said} has another place in lists.",
}


def _compare_transitions(old: Graph, new: Graph) -> Iterator[Change]:
    before = {edge.transition_id: edge for edge in old.transitions}
    after = {edge.transition_id: edge for edge in new.transitions}
    for edge_id, edge in before.items():
        if edge_id not in after:
            sentence = f"{_say_edge(old, edge)} was removed."
            yield Change("removed", "transition", edge_id, edge.name, "", edge.name, None, sentence)
    for edge_id, edge in after.items():
        if edge_id in before:
            yield from _compare_transition(old, new, before[edge_id], edge)
        else:
            sentence = f"{_say_edge(new, edge)} was added."
            yield Change("added", "transition", edge_id, edge.name, "", None, edge.name, sentence)


def _say_edge(graph: Graph, edge: Transition) -> str:
    name = quote(edge.name, "without a name")
    return (
        f"Transition {name} from {_say_end(graph, edge.from_step_id)} to {_say_end(graph, edge.to_step_id)}"
    )


def _say_end(graph: Graph, step_id: Id) -> str:
    step = graph.find(step_id)
    return quote(step.name) if step else "a missing step"


def _compare_transition(old: Graph, new: Graph, was: Transition, now: Transition) -> Iterator[Change]:
    said = _say_edge(old, was)
    sentences = {
        "name": f"{said} is now called {quote(now.name, 'nothing')}.",
        "from_step_id": f"{said} now comes from {_say_end(new, now.from_step_id)}.",
        "to_step_id": f"{said} now leads to {_say_end(new, now.to_step_id)}.",
        "note_required": f"{said} {'now needs' if now.note_required else 'no longer needs'} a note.",
    }
    for field, sentence in sentences.items():
        before, after = getattr(was, field), getattr(now, field)
        if before != after:
            yield Change("changed", "transition", now.transition_id, now.name, field, before, after, sentence)
    if dict(was.design) != dict(now.design):
        drawn = (dict(was.design), dict(now.design))
        sentence = f"The line of {said[0].lower()}{said[1:]} was moved."
        yield Change("moved", "transition", now.transition_id, now.name, "design", *drawn, sentence)


_DETAILS = {
    "name": "The workflow's name",
    "description": "The description",
    "department": "The department",
    "category": "The category",
    "sub_category": "The sub-category",
    "end_logic": "The end logic",
}


def compare_details(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference between two states of the details, in the API's names; SLAs as text or timedelta.

    A detail missing on one side is not compared.
    """
    return tuple(_changed_details(old, new))


def _changed_details(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for field, said in _DETAILS.items():
        if field in old and field in new and (old[field] or "") != (new[field] or ""):
            now = quote(new[field] or "", "empty")
            sentence = (
                f"{said} was changed."
                if field == "description"
                else (f"{said} is now {now}, was {quote(old[field] or '', 'empty')}.")
            )
            yield Change("changed", "details", field, said, field, old[field], new[field], sentence)
    for priority in reversed(PRIORITIES):
        field = f"{priority}_sla"
        if field in old and field in new and _duration(old[field]) != _duration(new[field]):
            sentence = (
                f"{priority.capitalize()} tickets are now promised {_say_promise(new[field])}, "
                f"was {_say_promise(old[field])}."
            )
            yield Change("changed", "details", field, field, field, old[field], new[field], sentence)
    if "calendar" in old and "calendar" in new:
        was, now = old["calendar"], new["calendar"]
        for sentence in say_calendar_changes(read_calendar(was), read_calendar(now)):
            yield Change("changed", "details", "calendar", "The calendar", "calendar", was, now, sentence)


def _duration(value: str | timedelta | None) -> timedelta | None:
    return parse_duration(value) if isinstance(value, str) else value


def _say_promise(value: str | timedelta | None) -> str:
    duration = _duration(value)
    return "nothing" if duration is None else say_duration(duration)

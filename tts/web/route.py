"""The way of a ticket through its version: what was passed, where it is, how long each step took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tts.domain.graph import Id, Step
from tts.queries.ticket_page import TicketStanding
from tts.web.route_column import ColumnPicture
from tts.web.route_row import row_of
from tts.web.words import say_span


@dataclass(frozen=True, slots=True)
class Route:
    """What the drawing takes: steps, ways as pairs of ids, states and notes by step, and all in words."""

    steps: Sequence[Step]
    ways: Sequence[tuple[Id, Id]]
    states: Mapping[Id, str]
    notes: Mapping[Id, str]
    said: str
    row: ColumnPicture


def route_of(standing: TicketStanding) -> Route:
    """The route of a bound ticket; asserts that it is bound."""
    task, version = standing.task, standing.version
    assert task is not None
    assert version is not None
    graph = version.graph
    passed = [step for step in graph.steps if str(step.step_id) in task.spent]
    here = standing.open_item is not None or task.ended_at is None
    states: dict[Id, str] = {step.step_id: "done" for step in passed}
    states[task.step_id] = "now" if here else "done"
    notes = {step.step_id: say_span(timedelta(seconds=task.spent[str(step.step_id)])) for step in passed}
    ways = [(edge.from_step_id, edge.to_step_id) for edge in graph.transitions]
    said = _say([step.name for step in passed], task.step_name, here)
    return Route(graph.steps, ways, states, notes, said, row_of(graph.steps, ways))


def _say(passed: Sequence[str], step_name: str, here: bool) -> str:
    done = f"{', '.join(passed)} done; " if passed else ""
    return f"Route: {done}{'you are at' if here else 'it ended at'} {step_name}."

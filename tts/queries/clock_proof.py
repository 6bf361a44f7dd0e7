"""Whether every open ticket's stored due times and marks are those its events and its version tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.clocks import Clock, due_times, time_left
from tts.domain.events import Stream
from tts.domain.replay import Replay
from tts.domain.watch import Watch, next_mark_at
from tts.models import Event, Task, TaskItem, Ticket
from tts.queries.due import clock_of
from tts.queries.versions import RunningVersion, running_version, version_of

AnySession = Session | scoped_session[Any]
PAGE = 500
KINDS = (
    "ticket.submitted",
    "ticket.matched",
    "ticket.priority_changed",
    "ticket.completed",
    "ticket.answered",
    "ticket.closed",
    "ticket.withdrawn",
    "ticket.cancelled",
    "ticket.reopened",
    "ticket.moved",
    "ticket.moved_back",
    "item.resolved",
    "item.held",
    "item.resumed",
    "item.escalated",
    "item.returned",
    "item.transferred",
    "clock.warned",
    "clock.breached",
    "escalation.reminded",
)
FIELDS = (
    "bound_at",
    "entered_at",
    "sla",
    "budget",
    "is_grace",
    "spent",
    "pauses",
    "paused_at",
    "pause_reason",
)


@dataclass(frozen=True, slots=True)
class ClockProof:
    """What was compared, and a sentence for each value that is another one than it must be."""

    number: str
    differences: tuple[str, ...]


def prove_clocks(session: AnySession) -> Iterator[ClockProof]:
    """One proof for each ticket with an open task, oldest first; two statements for each page of 500."""
    last = 0
    while page := _read_page(session, last):
        events = _events_of(session, [row.Ticket.id for row in page])
        for row in page:
            yield ClockProof(row.Ticket.number, tuple(_differences(session, row, events[row.Ticket.id])))
        last = page[-1].Task.id


def _read_page(session: AnySession, last: int) -> list[Any]:
    open_item = (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None)
    return list(
        session.execute(
            sa.select(Task, Ticket, TaskItem.id.label("item_id"), TaskItem.due_at.label("item_due_at"))
            .join(Ticket, Ticket.id == Task.ticket_id)
            .outerjoin(TaskItem, open_item)
            .where(Task.id > last, Task.ended_at.is_(None))
            .order_by(Task.id)
            .limit(PAGE)
        )
    )


def _events_of(session: AnySession, ticket_ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for event in session.execute(
        sa.select(Event.stream_id, Event.kind, Event.at, Event.became, Event.facts)
        .where(Event.stream == Stream.TICKET.value, Event.stream_id.in_(ticket_ids), Event.kind.in_(KINDS))
        .order_by(Event.stream_id, Event.seq)
    ):
        found[event.stream_id].append(event)
    return found


def _differences(session: AnySession, row: Any, events: list[Any]) -> Iterator[str]:
    """What differs; a value that cannot even be read is one difference, and the tickets after it go on."""
    try:
        yield from _compare(session, row, events)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield f"what is stored of it cannot be read: {type(error).__name__}: {error}"


def _compare(session: AnySession, row: Any, events: list[Any]) -> Iterator[str]:
    version = version_of(session, row.Task)
    replay = Replay(first_version(session, row.Task, events), partial(running_version, session))
    told, watch = replay.run(events), replay.watch
    if told is None or watch is None:
        yield "its events do not say when it was bound to a workflow"
        return
    stored = clock_of(row.Task, version, row.Ticket.priority)
    yield from _differ({name: (getattr(stored, name), getattr(told, name)) for name in FIELDS})
    yield from _differ(_due_pairs(row, told))
    yield from _differ(_mark_pairs(row.Task, watch))


def first_version(session: AnySession, task: Task, events: Iterable[Any]) -> RunningVersion:
    """The version that took a ticket: its first move tells from which one it came."""
    for event in events:
        if event.kind == "ticket.moved":
            return running_version(session, event.facts["from_version_id"])
    return version_of(session, task)


def _due_pairs(row: Any, told: Clock) -> dict[str, tuple[object, object]]:
    """The stored value and the told one of every due time and what is left."""
    task, due, left = row.Task, due_times(told), time_left(told)
    pairs: dict[str, tuple[object, object]] = {
        "due time of the ticket": (task.due_at, due.ticket),
        "due time of the step": (task.step_due_at, due.step),
        "time left of the ticket": (task.left, left.ticket),
        "time left of the step": (task.step_left, left.step),
    }
    if row.item_id is not None:
        pairs["due time of the open item"] = (row.item_due_at, due.step)
    return pairs


def _mark_pairs(task: Task, told: Watch) -> dict[str, tuple[object, object]]:
    """What was told of, and when there is something to do again: what a sweep goes by."""
    return {
        "highest mark of the step told of": (task.step_mark, told.step_mark),
        "highest mark of the ticket told of": (task.ticket_mark, told.ticket_mark),
        "moment of the next mark": (task.next_mark_at, next_mark_at(told)),
    }


def _differ(pairs: dict[str, tuple[object, object]]) -> Iterator[str]:
    for name, (stored, told) in pairs.items():
        if stored != told:
            yield f"{name} is stored as {_say(stored)}, its events tell {_say(told)}"


def _say(value: object) -> str:
    return "none" if value is None else str(value)

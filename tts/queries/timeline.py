"""A ticket's events as a timeline people can read, and the tickets' own run through their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.events import Stream
from tts.domain.permissions import Actor
from tts.domain.telling import Told, tell_event
from tts.models import Event, Role, Task, TaskItem, User
from tts.queries.paging import AnySession
from tts.queries.visibility import works_on_ticket

MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: its sentence, who and when, the reason or note beside it, and its group for filtering."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    kind: str
    group: str
    sentence: str
    reason: str | None
    version_id: int | None
    facts: Mapping[str, Any]
    was: str | None = None
    became: str | None = None


def timeline_of(
    session: AnySession, actor: Actor, ticket_id: int, *, before: int | None = None
) -> list[Moment]:
    """The newest 500 events of a ticket one may see, oldest first; `before` (a seq) asks for earlier ones.

    What staff wrote among themselves on items is left out for who is only the requester. Two statements.
    """
    statement = (
        sa.select(Event)
        .where(Event.stream == Stream.TICKET.value, Event.stream_id == ticket_id)
        .order_by(Event.seq.desc())
        .limit(MOST_EVENTS)
    )
    if before is not None:
        statement = statement.where(Event.seq < before)
    events = session.scalars(statement).all()
    is_staff = works_on_ticket(session, actor, ticket_id)
    return [_moment_of(event, is_staff) for event in reversed(events)]


def _moment_of(event: Event, is_staff: bool) -> Moment:
    told = Told(event.kind, event.actor_name, event.was, event.became, event.facts)
    group = event.kind.split(".")[0]
    return Moment(
        event.seq,
        event.at,
        event.actor_id,
        event.actor_name,
        event.kind,
        group,
        tell_event(told),
        event.reason if is_staff or group == "ticket" else None,
        event.workflow_version_id,
        event.facts,
        event.was,
        event.became,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a ticket's run, open or closed: its step, who had it, from when to when, how it ended."""

    item_id: int
    step_id: int
    step_name: str
    visit: int
    role_name: str
    holder_id: int | None
    holder_name: str | None
    origin: str
    status: str
    assigned_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    transition_id: int | None
    transition_name: str | None


def pieces_of(session: AnySession, ticket_id: int) -> list[Piece]:
    """Every item of a ticket in order, for drawing its route; one statement."""
    holder, closer = aliased(User), aliased(User)
    rows = session.execute(
        sa.select(
            TaskItem.id,
            TaskItem.step_id,
            TaskItem.step_name,
            TaskItem.visit,
            Role.name,
            TaskItem.holder_id,
            holder.name,
            TaskItem.origin,
            TaskItem.status,
            TaskItem.assigned_at,
            TaskItem.due_at,
            TaskItem.closed_at,
            closer.name,
            TaskItem.transition_id,
            TaskItem.transition_name,
        )
        .join(Task, Task.id == TaskItem.task_id)
        .join(Role, Role.id == TaskItem.role_id)
        .outerjoin(holder, holder.id == TaskItem.holder_id)
        .outerjoin(closer, closer.id == TaskItem.closed_by_id)
        .where(Task.ticket_id == ticket_id)
        .order_by(TaskItem.id)
    )
    return [Piece(*row) for row in rows]

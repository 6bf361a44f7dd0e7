"""The few numbers and lists of the home page, each one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tts.domain.events import Stream
from tts.domain.permissions import Actor
from tts.domain.words import ItemStatus
from tts.models import Event, Task, TaskItem, Ticket, User
from tts.queries.inbox import claimable
from tts.queries.visibility import AnySession, Condition

SOON = timedelta(hours=1)
CHANGES = 6
LOADS = 8
UNTOLD = (
    "item.assigned",
    "item.waiting",
    "ticket.matched",
    "clock.warned",
    "clock.retried",
    "outbox.not_configured",
    "outbox.refused",
    "outbox.corrected",
    "outbox.retried",
    "outbox.discarded",
)
"""Kinds of events that say nothing new to who has, or asked for, the ticket."""


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """One's own work: late, due within the hour, open, to claim in one's roles, done since a moment."""

    late: int
    soon: int
    open: int
    claim: int
    done: int


def desk_numbers(session: AnySession, actor: Actor, *, since: datetime, now: datetime) -> DeskNumbers:
    """The numbers of the first line, in one statement."""
    mine = (TaskItem.holder_id == actor.user_id) & TaskItem.closed_at.is_(None)
    done = (TaskItem.closed_by_id == actor.user_id) & (TaskItem.status == ItemStatus.RESOLVED.value)
    row = session.execute(
        sa.select(
            _count(mine & (TaskItem.due_at <= now)).label("late"),
            _count(mine & (TaskItem.due_at > now) & (TaskItem.due_at <= now + SOON)).label("soon"),
            _count(mine).label("open"),
            _count(claimable(actor) & TaskItem.closed_at.is_(None)).label("claim"),
            _count(done & (TaskItem.closed_at >= since)).label("done"),
        )
    ).one()
    return DeskNumbers(row.late, row.soon, row.open, row.claim, row.done)


def changes_around(session: AnySession, actor: Actor, *, since: datetime) -> Sequence[Any]:
    """What others did to tickets one holds or asked for, latest first, with number and subject.

    What staff wrote among themselves on items is left out where one is only the requester.
    """
    held = sa.select(Task.ticket_id).join(TaskItem, TaskItem.task_id == Task.id)
    held = held.where(TaskItem.holder_id == actor.user_id, TaskItem.closed_at.is_(None))
    return session.execute(
        sa.select(
            Event.at,
            Event.actor_id,
            Event.actor_name,
            Event.kind,
            Event.was,
            Event.became,
            sa.case((Event.kind.like("ticket.%") | Ticket.id.in_(held), Event.reason)).label("reason"),
            Event.facts,
            Ticket.number,
            Ticket.subject,
        )
        .join(Ticket, Ticket.id == Event.stream_id)
        .where(
            Event.stream == Stream.TICKET.value,
            Event.at >= since,
            Event.actor_id.is_distinct_from(actor.user_id),
            Event.kind.not_in(UNTOLD),
            sa.or_(Ticket.requester_id == actor.user_id, Ticket.id.in_(held)),
        )
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(CHANGES)
    ).all()


@dataclass(frozen=True, slots=True)
class Load:
    """How much a person holds, and how much of it is late."""

    id: int
    name: str
    open: int
    late: int


def load_of_people(session: AnySession, actor: Actor, *, now: datetime) -> list[Load]:
    """The people with most open items among the steps that escalate to one's roles (admins: all)."""
    late = sa.func.count(TaskItem.id).filter(TaskItem.due_at <= now)
    held = sa.func.count(TaskItem.id)
    query = (
        sa.select(User.id, User.name, held.label("open"), late.label("late"))
        .join(TaskItem, TaskItem.holder_id == User.id)
        .where(TaskItem.closed_at.is_(None))
        .group_by(User.id, User.name)
        .order_by(late.desc(), held.desc(), User.name)
        .limit(LOADS)
    )
    if not actor.is_admin:
        query = query.where(TaskItem.escalation_role_id.in_(sorted(actor.role_ids)))
    return [Load(row.id, row.name, row.open, row.late) for row in session.execute(query)]


def _count(condition: Condition) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(TaskItem).where(condition).scalar_subquery()

"""What a ticket's page and an item's panel show: where it stands, its story, who could take it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.acting import Piece
from tts.models import Escalation, Membership, Role, Task, TaskItem, Ticket, User
from tts.queries.away import away_until
from tts.queries.paging import AnySession
from tts.queries.standing_words import Person, person_of
from tts.queries.versions import RunningVersion, version_of


@dataclass(frozen=True, slots=True)
class TicketStanding:
    """A ticket with its task and its newest item; everything below `requester` is None before it is bound."""

    ticket: Ticket
    requester: Person
    task: Task | None
    item: TaskItem | None
    holder: Person | None
    coordinator: Person | None
    role_name: str
    escalation: Escalation | None
    escalation_role: str
    version: RunningVersion | None

    @property
    def open_item(self) -> TaskItem | None:
        """The item somebody may act on now."""
        return self.item if self.item is not None and self.item.closed_at is None else None

    @property
    def piece(self) -> Piece | None:
        """What permission to act on the newest item depends on."""
        if self.item is None or self.task is None:
            return None
        return Piece(
            role_id=self.item.role_id,
            holder_id=self.item.holder_id,
            escalation_role_id=self.item.escalation_role_id,
            coordinator_id=self.task.coordinator_id,
            status=self.item.status,
            is_open=self.item.closed_at is None,
            is_escalated=self.escalation is not None,
            requester_id=self.ticket.requester_id,
        )


def standing_of(session: AnySession, ticket_id: int) -> TicketStanding:
    """Where a ticket stands, in one statement and its version's (kept in memory)."""
    row = session.execute(_standing().where(Ticket.id == ticket_id)).one()
    version = version_of(session, row.Task) if row.Task else None
    return TicketStanding(
        row.Ticket,
        Person(row.Ticket.requester_id, row.requester),
        row.Task,
        row.TaskItem,
        person_of(row.TaskItem and row.TaskItem.holder_id, row.holder),
        person_of(row.Task and row.Task.coordinator_id, row.coordinator),
        row.role_name or "",
        row.Escalation,
        row.escalation_role or "",
        version,
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of a role: how many items they hold, and until when they are away (None: here)."""

    id: int
    name: str
    email: str
    open_items: int
    away_until: datetime | None


def colleagues_of(session: AnySession, role_id: int, *, now: datetime) -> list[Colleague]:
    """The active members of a role by name, in one statement."""
    held = (
        sa.select(sa.func.count())
        .where(TaskItem.holder_id == User.id, TaskItem.closed_at.is_(None))
        .correlate(User)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            User.id, User.name, User.email, held.label("open_items"), away_until(now).label("away_until")
        )
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.role_id == role_id, User.is_active)
        .order_by(User.name, User.id)
    ).all()
    return [Colleague(row.id, row.name, row.email, row.open_items, row.away_until) for row in rows]


def _standing() -> sa.Select[Any]:
    requester, holder, coordinator, escalation_role = (
        aliased(User),
        aliased(User),
        aliased(User),
        aliased(Role),
    )
    newest = sa.select(sa.func.max(TaskItem.id)).where(TaskItem.task_id == Task.id).correlate(Task)
    return (
        sa.select(
            Ticket,
            Task,
            TaskItem,
            Escalation,
            requester.name.label("requester"),
            holder.name.label("holder"),
            coordinator.name.label("coordinator"),
            Role.name.label("role_name"),
            escalation_role.name.label("escalation_role"),
        )
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(Task, Task.ticket_id == Ticket.id)
        .outerjoin(TaskItem, TaskItem.id == newest.scalar_subquery())
        .outerjoin(Escalation, (Escalation.task_id == Task.id) & Escalation.closed_at.is_(None))
        .outerjoin(holder, holder.id == TaskItem.holder_id)
        .outerjoin(coordinator, coordinator.id == Task.coordinator_id)
        .outerjoin(Role, Role.id == TaskItem.role_id)
        .outerjoin(escalation_role, escalation_role.id == TaskItem.escalation_role_id)
        .execution_options(populate_existing=True)
    )

"""Lists of tickets: what one may see, filtered and searched, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.permissions import Actor
from tts.domain.words import OPEN_TICKETS, Priority, TicketStatus
from tts.models import Task, TaskItem, Ticket, User, WorkflowVersion
from tts.queries.cursors import read_cursor, write_cursor
from tts.queries.desk import Person, standing_words, time_left
from tts.queries.finding import matching_words
from tts.queries.visibility import AnySession, Condition, visible_tickets

ROWS = 50
STATUSES = ("open", "closed", *(status.value for status in TicketStatus))
Requester = aliased(User)
Holder = aliased(User)


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """What a list is narrowed to; blank means everything. `is_own`: only what the person asked for."""

    is_own: bool = False
    status: str = ""
    priority: str = ""
    workflow_id: int | None = None
    words: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the scope narrows the list."""
        return bool(self.status or self.priority or self.workflow_id or self.words)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket in a list; `due_at` is the ticket's own, None while it stands, has ended or nothing is promised."""

    id: int
    number: str
    subject: str
    priority: str
    status: str
    requester: str
    submitted_at: datetime
    step: str | None
    workflow: str | None
    holder: Person | None
    due_at: datetime | None
    bound_at: datetime | None
    left: timedelta | None
    state: str | None
    ended_at: datetime | None
    match_reason: str


@dataclass(frozen=True, slots=True)
class TicketsPage:
    """Rows, latest first, and the cursor after them when there are more."""

    rows: tuple[TicketRow, ...]
    next_cursor: str | None


def tickets_page(
    session: AnySession, actor: Actor, wanted: TicketFilter, *, after: str | None = None, size: int = ROWS
) -> TicketsPage:
    """A page of the tickets one may see, in one statement. Raises Invalid for a cursor not given out here."""
    query = _rows().where(visible_tickets(actor), *_conditions(session, actor, wanted))
    if after:
        query = query.where(Ticket.id < read_cursor(after)[1])
    found = session.execute(query.order_by(Ticket.id.desc()).limit(size + 1)).all()
    rows = tuple(_row(row) for row in found[:size])
    return TicketsPage(rows, write_cursor(None, rows[-1].id) if len(found) > size else None)


def ticket_counts(session: AnySession, actor: Actor) -> Mapping[str, int]:
    """How many open tickets one asked for (`mine`) and may see (`all`), in one statement."""
    is_open = Ticket.status.in_([status.value for status in OPEN_TICKETS])
    mine = sa.select(sa.func.count(Ticket.id)).where(Ticket.requester_id == actor.user_id, is_open)
    seen = sa.select(sa.func.count(Ticket.id)).where(visible_tickets(actor), is_open)
    counts = sa.select(mine.scalar_subquery().label("mine"), seen.scalar_subquery().label("all"))
    return dict(session.execute(counts).one()._mapping)


def listed_workflows(session: AnySession, actor: Actor) -> list[tuple[int, str]]:
    """The workflows whose tickets one may see, by the name of their newest version, in one statement."""
    newest = sa.func.max(WorkflowVersion.id)
    seen = sa.select(Task.workflow_id).join(Ticket, Ticket.id == Task.ticket_id).where(visible_tickets(actor))
    latest = (
        sa.select(newest)
        .where(WorkflowVersion.workflow_id.in_(seen))
        .group_by(WorkflowVersion.workflow_id)
    )
    rows = session.execute(
        sa.select(WorkflowVersion.workflow_id, WorkflowVersion.name)
        .where(WorkflowVersion.id.in_(latest))
        .order_by(WorkflowVersion.name)
    ).all()
    return [(row.workflow_id, row.name) for row in rows]


def _conditions(session: AnySession, actor: Actor, wanted: TicketFilter) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.is_own:
        conditions.append(Ticket.requester_id == actor.user_id)
    if wanted.status in ("open", "closed"):
        is_open = Ticket.status.in_([status.value for status in OPEN_TICKETS])
        conditions.append(is_open if wanted.status == "open" else ~is_open)
    elif wanted.status in STATUSES:
        conditions.append(Ticket.status == wanted.status)
    if wanted.priority in tuple(Priority):
        conditions.append(Ticket.priority == wanted.priority)
    if wanted.workflow_id is not None:
        conditions.append(Ticket.workflow_id == wanted.workflow_id)
    if wanted.words:
        conditions.append(matching_words(session, wanted.words))
    return conditions


def _rows() -> sa.Select[Any]:
    return (
        sa.select(
            Ticket.id,
            Ticket.number,
            Ticket.subject,
            Ticket.priority,
            Ticket.status,
            Ticket.submitted_at,
            Ticket.ended_at,
            Ticket.match_reason,
            Requester.name.label("requester"),
            Task.step_name.label("step"),
            WorkflowVersion.name.label("workflow"),
            TaskItem.holder_id,
            Holder.name.label("holder_name"),
            Task.due_at,
            Task.bound_at,
            Task.entered_at,
            Task.visit_paused,
            Task.budget,
            Task.paused_at,
            Task.hold_reason,
            Task.waiting_on,
        )
        .join(Requester, Requester.id == Ticket.requester_id)
        .outerjoin(Task, Task.ticket_id == Ticket.id)
        .outerjoin(WorkflowVersion, WorkflowVersion.id == Task.workflow_version_id)
        .outerjoin(TaskItem, (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None))
        .outerjoin(Holder, Holder.id == TaskItem.holder_id)
    )


def _row(row: Any) -> TicketRow:
    is_open = row.ended_at is None
    return TicketRow(
        id=row.id,
        number=row.number,
        subject=row.subject,
        priority=row.priority,
        status=row.status,
        requester=row.requester,
        submitted_at=row.submitted_at,
        step=row.step if is_open else None,
        workflow=row.workflow,
        holder=Person(row.holder_id, row.holder_name) if row.holder_id is not None else None,
        due_at=row.due_at if is_open else None,
        bound_at=row.bound_at,
        left=time_left(row) if is_open else None,
        state=standing_words(row) if is_open else None,
        ended_at=row.ended_at,
        match_reason=row.match_reason,
    )

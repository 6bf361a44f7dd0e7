"""The queue: whose items are due next, what a role leaves to be claimed, everything one may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.escalation import EscalationOutcome
from tts.domain.permissions import Actor
from tts.models import Escalation, Role, Task, TaskItem, Ticket, User, WorkflowVersion
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, count_of, count_some, read_page
from tts.queries.standing_words import Person, person_of, standing_words
from tts.queries.visibility import listed_tickets, visible_tickets

_holder, _requester = aliased(User), aliased(User)
ORDERS = {
    "due": Order((TaskItem.__table__.c.due_at, TaskItem.__table__.c.id), nulls_last=True),
    "newest": Order((TaskItem.__table__.c.id,), descending=True),
    "oldest": Order((TaskItem.__table__.c.id,)),
}
"""How open items are sorted: the first due first has those without a due time last."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One open item, ready for a row of the queue. `due_at` is the step's, `ticket_due_at` the ticket's.

    `left` is what remains of the visit's time while its clock stands.
    """

    item_id: int
    status: str
    origin: str
    assigned_at: datetime
    due_at: datetime | None
    role_id: int
    role_name: str
    holder_id: int | None
    holder_name: str | None
    task_id: int
    step_id: int
    step_name: str
    entered_at: datetime
    budget: timedelta | None
    left: timedelta | None
    paused_at: datetime | None
    is_grace: bool
    ticket_due_at: datetime | None
    ticket_number: str
    subject: str
    priority: str
    department: str
    category: str
    requester_name: str
    workflow_id: int
    version_id: int
    promise_id: int | None
    version: int
    workflow_name: str
    is_escalated: bool
    is_returned: bool
    hold_reason: str | None
    waiting_on: str | None
    pauses: list[Any]

    @property
    def holder(self) -> Person | None:
        """Who has it, if anybody."""
        return person_of(self.holder_id, self.holder_name)

    @property
    def state(self) -> str | None:
        """Why its clock stands still, in two words."""
        return standing_words(self)


def items_of(
    session: AnySession,
    actor: Actor,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[InboxRow]:
    """The open items `actor` holds, what is due first on top; one statement."""
    return _read(session, mine(actor), cursor, size, counted, offset)


def role_items(
    session: AnySession,
    actor: Actor,
    *,
    order: str = "due",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[InboxRow]:
    """What waits unassigned in the actor's roles for them to claim, in one of ORDERS; one statement."""
    return _read(session, claimable(actor), cursor, size, counted, offset, order)


def visible_items(
    session: AnySession,
    actor: Actor,
    *,
    order: str = "due",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[InboxRow]:
    """Every open item of the tickets `actor` may see, in one of ORDERS; two statements, for admins one.

    When `counted`, one more: the count is quicker asked for by itself.
    """
    page = _read(session, listed_tickets(session, actor), cursor, size, False, offset, order)
    return replace(page, count=session.scalar(count_of(_seen(visible_tickets(actor))))) if counted else page


def next_item_of(session: AnySession, actor: Actor) -> InboxRow | None:
    """What the actor has to do next, if anything."""
    rows = items_of(session, actor, size=1).rows
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How much waits: the actor's items, those of them that are late, and what their roles leave to claim."""

    mine: int
    late: int
    claimable: int


def count_visible(session: AnySession, actor: Actor) -> int:
    """How many open items `actor` may see, as far as lists count; two statements, for admins one."""
    return session.scalar(sa.select(count_some(_seen(listed_tickets(session, actor))))) or 0


def _seen(visible: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """The ids of the open items of tickets of which `visible` holds."""
    return (
        sa.select(TaskItem.id)
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(TaskItem.closed_at.is_(None), visible)
    )


def count_items(session: AnySession, actor: Actor, now: datetime) -> InboxCounts:
    """The three counts in one statement, each read from its own index."""
    is_open, is_late = TaskItem.closed_at.is_(None), TaskItem.due_at < now
    held = (
        sa.select(sa.func.count().label("mine"), sa.func.count().filter(is_late).label("late"))
        .where(is_open, mine(actor))
        .subquery()
    )
    free = sa.select(sa.func.count()).select_from(TaskItem).where(is_open, claimable(actor))
    row = session.execute(sa.select(held.c.mine, held.c.late, free.scalar_subquery().label("free"))).one()
    return InboxCounts(row.mine, row.late, row.free)


def mine(actor: Actor) -> sa.ColumnElement[bool]:
    """What the actor holds."""
    return sa.false() if actor.user_id is None else TaskItem.holder_id == actor.user_id


def claimable(actor: Actor) -> sa.ColumnElement[bool]:
    """What waits unassigned in the actor's roles and is not their own request."""
    own = sa.select(Task.id).join(Ticket, Ticket.id == Task.ticket_id)
    own = own.where(Ticket.requester_id == actor.user_id)
    return (
        TaskItem.holder_id.is_(None)
        & TaskItem.role_id.in_(sorted(actor.role_ids))
        & TaskItem.task_id.not_in(own)
    )


def _read(
    session: AnySession,
    condition: sa.ColumnElement[bool],
    cursor: str | None,
    size: int,
    counted: bool,
    offset: int = 0,
    order: str = "due",
) -> Page[InboxRow]:
    statement = inbox_statement().where(condition)
    return read_page(
        session, statement, ORDERS[order], _row_of, cursor=cursor, size=size, offset=offset, counted=counted
    )


def inbox_statement() -> sa.Select[Any]:
    """Open items with everything a row shows; conditions on Ticket, Task and TaskItem may be added."""
    return (
        sa.select(
            TaskItem.id.label("item_id"),
            TaskItem.status,
            TaskItem.origin,
            TaskItem.assigned_at,
            TaskItem.due_at,
            TaskItem.role_id,
            Role.name.label("role_name"),
            TaskItem.holder_id,
            _holder.name.label("holder_name"),
            Task.id.label("task_id"),
            TaskItem.step_id,
            TaskItem.step_name,
            Task.entered_at,
            Task.budget,
            Task.step_left.label("left"),
            Task.paused_at,
            Task.is_grace,
            Task.due_at.label("ticket_due_at"),
            Ticket.number.label("ticket_number"),
            Ticket.subject,
            Ticket.priority,
            Ticket.department,
            Ticket.category,
            _requester.name.label("requester_name"),
            Task.workflow_id,
            WorkflowVersion.id.label("version_id"),
            Task.promise_version_id.label("promise_id"),
            WorkflowVersion.version,
            WorkflowVersion.name.label("workflow_name"),
            _is_escalated().label("is_escalated"),
            _is_returned().label("is_returned"),
            Task.hold_reason,
            Task.waiting_on,
            Task.pauses,
        )
        .select_from(TaskItem)
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .join(Role, Role.id == TaskItem.role_id)
        .join(WorkflowVersion, WorkflowVersion.id == Task.workflow_version_id)
        .join(_requester, _requester.id == Ticket.requester_id)
        .outerjoin(_holder, _holder.id == TaskItem.holder_id)
        .where(TaskItem.closed_at.is_(None))
    )


def _is_escalated() -> sa.Exists:
    return sa.exists().where(Escalation.task_id == Task.id, Escalation.closed_at.is_(None))


def _is_returned() -> sa.Exists:
    """Whether it came back from an escalation on this very visit."""
    return sa.exists().where(
        Escalation.task_id == Task.id,
        Escalation.visit == TaskItem.visit,
        Escalation.outcome == EscalationOutcome.RETURNED.value,
    )


def _row_of(row: Any) -> InboxRow:
    return InboxRow(*row[: len(InboxRow.__slots__)])

"""Lists of tickets: one's own, the unmatched, everything one may see; with filters and full-text search."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.permissions import Actor
from tts.domain.words import OPEN_TICKETS, TicketStatus
from tts.models import Task, TaskItem, Ticket, User, WorkflowVersion
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page
from tts.queries.standing_words import Person, person_of, standing_words
from tts.queries.visibility import listed_tickets, visible_ticket, visible_tickets

_holder, _requester = aliased(User), aliased(User)
WORDS_IN_SEARCH = 12


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """What a list is narrowed to; empty values narrow nothing. `status` is one of the words of state."""

    search: str = ""
    status: str = ""
    is_open: bool | None = None
    unmatched: bool = False
    priority: str = ""
    department: str = ""
    category: str = ""
    workflow_id: int | None = None
    requester_id: int | None = None


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket, ready for a row of a list; without a task it is unmatched and `match_reason` says why."""

    ticket_id: int
    number: str
    subject: str
    status: str
    priority: str
    department: str
    category: str
    sub_category: str
    match_reason: str
    submitted_at: datetime
    ended_at: datetime | None
    requester_id: int
    requester_name: str
    task_id: int | None
    step_id: int | None
    step_name: str | None
    due_at: datetime | None
    paused_at: datetime | None
    workflow_id: int | None
    version: int | None
    workflow_name: str | None
    item_id: int | None
    holder_id: int | None
    holder_name: str | None
    bound_at: datetime | None
    hold_reason: str | None
    waiting_on: str | None
    entered_at: datetime | None
    budget: timedelta | None
    left: timedelta | None
    ticket_left: timedelta | None
    version_id: int | None
    promise_id: int | None
    pauses: list[Any] | None

    @property
    def holder(self) -> Person | None:
        """Who has it, if anybody."""
        return person_of(self.holder_id, self.holder_name)

    @property
    def state(self) -> str | None:
        """Why its clocks stand still, in two words."""
        return standing_words(self) if self.ended_at is None else None


ORDERS = {
    "newest": Order((Ticket.__table__.c.id,), descending=True),
    "oldest": Order((Ticket.__table__.c.id,)),
    "due": Order((Task.__table__.c.due_at, Ticket.__table__.c.id), nulls_last=True),
}
"""How tickets are sorted: the first due first has those without a due time last."""


def list_tickets(
    session: AnySession,
    actor: Actor,
    wanted: TicketFilter | None = None,
    *,
    order: str = "newest",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[TicketRow]:
    """The tickets `actor` may see that fit, in one of ORDERS; two statements, for admins one.

    When `counted`, one more: the count is quicker asked for by itself.
    """
    wanted = wanted or TicketFilter()
    statement = ticket_statement().where(listed_tickets(session, actor), *_conditions(session, wanted))
    page = read_page(session, statement, ORDERS[order], _row_of, cursor=cursor, size=size, offset=offset)
    return replace(page, count=_count_tickets(session, actor, wanted)) if counted else page


def _count_tickets(session: AnySession, actor: Actor, wanted: TicketFilter) -> int:
    statement = (
        sa.select(sa.func.count())
        .select_from(Ticket)
        .where(visible_tickets(actor), *_conditions(session, wanted))
    )
    return session.scalar(statement) or 0


def coordinated_tickets(session: AnySession, actor: Actor, *, size: int) -> list[TicketRow]:
    """The open tickets `actor` looks after as their coordinator, the first due first; one statement."""
    statement = (
        ticket_statement()
        .where(Task.coordinator_id == actor.user_id, Ticket.ended_at.is_(None))
        .order_by(Task.due_at.is_(None), Task.due_at, Ticket.id)
        .limit(size)
    )
    return [_row_of(row) for row in session.execute(statement)]


def find_row(session: AnySession, actor: Actor, number: str) -> TicketRow | None:
    """One visible ticket as a row, or None."""
    row = session.execute(
        ticket_statement().where(Ticket.number == number, visible_ticket(actor))
    ).one_or_none()
    return None if row is None else _row_of(row)


def ticket_statement() -> sa.Select[Any]:
    """Tickets with everything a row shows."""
    return (
        sa.select(
            Ticket.id.label("ticket_id"),
            Ticket.number,
            Ticket.subject,
            Ticket.status,
            Ticket.priority,
            Ticket.department,
            Ticket.category,
            Ticket.sub_category,
            Ticket.match_reason,
            Ticket.submitted_at,
            Ticket.ended_at,
            Ticket.requester_id,
            _requester.name.label("requester_name"),
            Task.id.label("task_id"),
            Task.step_id,
            Task.step_name,
            Task.due_at,
            Task.paused_at,
            Task.workflow_id,
            WorkflowVersion.version,
            WorkflowVersion.name.label("workflow_name"),
            TaskItem.id.label("item_id"),
            TaskItem.holder_id,
            _holder.name.label("holder_name"),
            Task.bound_at,
            Task.hold_reason,
            Task.waiting_on,
            Task.entered_at,
            Task.budget,
            Task.step_left.label("left"),
            Task.left.label("ticket_left"),
            Task.workflow_version_id.label("version_id"),
            Task.promise_version_id.label("promise_id"),
            Task.pauses,
        )
        .select_from(Ticket)
        .join(_requester, _requester.id == Ticket.requester_id)
        .outerjoin(Task, Task.ticket_id == Ticket.id)
        .outerjoin(WorkflowVersion, WorkflowVersion.id == Task.workflow_version_id)
        .outerjoin(TaskItem, (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None))
        .outerjoin(_holder, _holder.id == TaskItem.holder_id)
    )


def search_condition(session: AnySession, text: str) -> sa.ColumnElement[bool] | None:
    """Tickets with every word of `text` in number, subject or description, the beginning of a word counting.

    None when there is no word in it. Only letters and digits reach the database's own search language.
    """
    words = re.findall(r"[^\W_]+", text)[:WORDS_IN_SEARCH]
    if not words:
        return None
    if session.get_bind().dialect.name == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in words)
        return sa.literal_column("ticket.words").op("@@")(sa.func.to_tsquery("simple", asked))
    asked = " ".join(f'"{word}"*' for word in words)
    found = sa.text("SELECT rowid FROM ticket_words WHERE ticket_words MATCH :asked").bindparams(asked=asked)
    return Ticket.id.in_(found.columns(sa.column("rowid", sa.Integer)))


def _conditions(session: AnySession, wanted: TicketFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.search.strip():
        found = search_condition(session, wanted.search)
        conditions.append(sa.false() if found is None else found)
    if wanted.is_open is not None:
        is_open = Ticket.status.in_([status.value for status in OPEN_TICKETS])
        conditions.append(is_open if wanted.is_open else ~is_open)
    if wanted.unmatched:
        conditions.append(Ticket.status == TicketStatus.UNMATCHED.value)
    exact: dict[str, object] = {
        "status": wanted.status,
        "priority": wanted.priority,
        "department": wanted.department,
        "category": wanted.category,
        "workflow_id": wanted.workflow_id,
        "requester_id": wanted.requester_id,
    }
    conditions += [getattr(Ticket, name) == value for name, value in exact.items() if value not in ("", None)]
    return conditions


def _row_of(row: Any) -> TicketRow:
    return TicketRow(*row[: len(TicketRow.__slots__)])

"""The queue: open items as rows of a table, what will be late first; a page is one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, scoped_session

from tts.domain.ending import NAME_OF
from tts.domain.permissions import Actor
from tts.domain.words import Origin
from tts.models import Escalation, Role, Task, TaskItem, Ticket, User, WorkflowVersion
from tts.queries.cursors import read_cursor, write_cursor
from tts.queries.visibility import visible_tickets

AnySession = Session | scoped_session[Session]
Condition = sa.ColumnElement[bool]
TABS = ("mine", "claim", "all")
ROWS = 50
Requester = aliased(User)
Holder = aliased(User)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a row shows them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One open item. `budget` is what the visit may take; `left` what remains while the clock stands."""

    item_id: int
    number: str
    subject: str
    priority: str
    requester: str
    step: str
    workflow: str
    role: str
    holder: Person | None
    due_at: datetime | None
    budget: timedelta | None
    left: timedelta | None
    state: str | None
    is_escalated: bool
    is_returned: bool
    is_transferred: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Rows in order, and the cursor after them when there are more."""

    rows: tuple[DeskRow, ...]
    next_cursor: str | None


def desk_page(
    session: AnySession, actor: Actor, tab: str, *, after: str | None = None, size: int = ROWS
) -> DeskPage:
    """Open items of a tab (`mine`, `claim`: unassigned in one's roles, `all` one may see), after a cursor.

    Raises Invalid for a cursor that was not given out here.
    """
    query = _rows().where(_of_tab(actor, tab))
    if after:
        query = query.where(_later_than(after))
    found = session.execute(query.limit(size + 1)).all()
    rows = tuple(_row(row) for row in found[:size])
    last = rows[-1] if len(found) > size else None
    cursor = write_cursor(last.due_at.isoformat() if last.due_at else None, last.item_id) if last else None
    return DeskPage(rows, cursor)


def desk_counts(session: AnySession, actor: Actor) -> Mapping[str, int]:
    """How many open items each tab holds, in one statement."""
    counts = [
        sa.select(sa.func.count())
        .select_from(TaskItem)
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(_of_tab(actor, tab))
        .scalar_subquery()
        .label(tab)
        for tab in TABS
    ]
    return dict(session.execute(sa.select(*counts)).one()._mapping)


def next_item_of(session: AnySession, actor: Actor) -> int | None:
    """The item of the person's own that is due first, if they have any."""
    page = desk_page(session, actor, "mine", size=1)
    return page.rows[0].item_id if page.rows else None


def _of_tab(actor: Actor, tab: str) -> Condition:
    is_open = TaskItem.closed_at.is_(None)
    if tab == "mine":
        return is_open & (TaskItem.holder_id == actor.user_id)
    if tab == "claim":
        return is_open & TaskItem.holder_id.is_(None) & TaskItem.role_id.in_(sorted(actor.role_ids))
    return is_open & visible_tickets(actor)


def _rows() -> sa.Select[Any]:
    of_visit = (Escalation.task_id == Task.id) & (Escalation.visit == TaskItem.visit)
    return (
        sa.select(
            TaskItem.id.label("item_id"),
            TaskItem.due_at,
            TaskItem.origin,
            Ticket.number,
            Ticket.subject,
            Ticket.priority,
            Requester.name.label("requester"),
            TaskItem.step_name.label("step"),
            WorkflowVersion.name.label("workflow"),
            Role.name.label("role"),
            TaskItem.holder_id,
            Holder.name.label("holder_name"),
            Task.budget,
            Task.entered_at,
            Task.visit_paused,
            Task.paused_at,
            Task.hold_reason,
            Task.waiting_on,
            sa.exists().where(of_visit, Escalation.closed_at.is_(None)).label("is_escalated"),
            sa.exists().where(of_visit, Escalation.outcome == "returned").label("is_returned"),
        )
        .join(Task, Task.id == TaskItem.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .join(Requester, Requester.id == Ticket.requester_id)
        .join(WorkflowVersion, WorkflowVersion.id == Task.workflow_version_id)
        .join(Role, Role.id == TaskItem.role_id)
        .outerjoin(Holder, Holder.id == TaskItem.holder_id)
        .order_by(TaskItem.due_at.asc().nulls_last(), TaskItem.id)
    )


def _later_than(after: str) -> Condition:
    moment, item_id = read_cursor(after)
    if moment is None:
        return TaskItem.due_at.is_(None) & (TaskItem.id > item_id)
    same = (TaskItem.due_at == moment) & (TaskItem.id > item_id)
    return sa.or_(TaskItem.due_at > moment, same, TaskItem.due_at.is_(None))


def _row(row: Any) -> DeskRow:
    holder = Person(row.holder_id, row.holder_name) if row.holder_id is not None else None
    return DeskRow(
        item_id=row.item_id,
        number=row.number,
        subject=row.subject,
        priority=row.priority,
        requester=row.requester,
        step=row.step,
        workflow=row.workflow,
        role=row.role,
        holder=holder,
        due_at=row.due_at,
        budget=row.budget,
        left=time_left(row),
        state=standing_words(row),
        is_escalated=row.is_escalated,
        is_returned=row.is_returned,
        is_transferred=row.origin == Origin.TRANSFERRED,
    )


def standing_words(row: Any) -> str | None:
    """Why the clock of a task (or row with its columns) stands still, in two words; None while it runs."""
    if row.paused_at is None:
        return None
    if row.waiting_on:
        return f"waiting on {NAME_OF.get(row.waiting_on, row.waiting_on)}"
    return "on hold" if row.hold_reason else "paused"


def time_left(row: Any) -> timedelta | None:
    """What remains of this visit's budget while a pause runs; None while the clock runs or nothing is promised."""
    if row.budget is None or row.paused_at is None:
        return None
    left: timedelta = row.budget - (row.paused_at - row.entered_at - row.visit_paused)
    return left

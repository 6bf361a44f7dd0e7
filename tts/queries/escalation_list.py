"""Escalations: whose, from which step, why, since when and how late; for the people they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.permissions import Actor, Permission
from tts.models import Escalation, Role, Task, TaskItem, Ticket, User, WorkflowVersion
from tts.queries.paging import PAGE_SIZE, Order, Page, read_page
from tts.queries.standing_words import Person, person_of, standing_words
from tts.queries.visibility import AnySession, Condition, visible_tickets

TABS = ("mine", "roles", "closed")
From = aliased(User)
Holder = aliased(User)
By = aliased(User)
ToRole = aliased(Role)


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One escalation. `item_id` is the item that waits for the escalation role, None once closed."""

    id: int
    ticket_id: int
    item_id: int | None
    number: str
    subject: str
    priority: str
    step: str
    workflow: str
    from_person: Person | None
    raised_by: str
    by_breach: bool
    reason: str
    raised_at: datetime
    to_role: str
    role_id: int | None
    holder: Person | None
    due_at: datetime | None
    entered_at: datetime
    budget: timedelta | None
    version_id: int
    promise_id: int | None
    pauses: list[Any]
    left: timedelta | None
    state: str | None
    closed_at: datetime | None
    outcome: str | None
    note: str | None


def list_escalations(
    session: AnySession,
    actor: Actor,
    tab: str,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[EscalationRow]:
    """The escalations of a tab: held by the person (`mine`), for their roles (`roles`), or `closed`.

    The open ones what is due first, the closed ones newest first; one statement, two when `counted`.
    """
    table = Escalation.__table__.c
    due_first = Order((Task.__table__.c.step_due_at, table.id), nulls_last=True)
    order = Order((table.closed_at, table.id), descending=True) if tab == "closed" else due_first
    query = _rows().where(_of_tab(actor, tab))
    return read_page(session, query, order, _row, cursor=cursor, size=size, offset=offset, counted=counted)


def escalation_counts(session: AnySession, actor: Actor) -> Mapping[str, int]:
    """How many each tab holds, in one statement."""
    counts = [
        sa.select(sa.func.count())
        .select_from(Escalation)
        .join(Task, Task.id == Escalation.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .outerjoin(TaskItem, (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None))
        .where(_of_tab(actor, tab))
        .scalar_subquery()
        .label(tab)
        for tab in TABS
    ]
    return dict(session.execute(sa.select(*counts)).one()._mapping)


def overseen_escalations(actor: Actor) -> Condition:
    """Those raised to a reviewer's roles, and those on a coordinator's own tickets; the query joins Task."""
    roles = sorted(actor.role_ids) if actor.may(Permission.REVIEW) else []
    overseen: Condition = Escalation.to_role_id.in_(roles)
    if actor.may(Permission.COORDINATE):
        overseen = sa.or_(overseen, Task.coordinator_id == actor.user_id)
    return overseen


def _of_tab(actor: Actor, tab: str) -> Condition:
    mine = TaskItem.holder_id == actor.user_id
    ours: Condition = sa.true() if actor.is_admin else overseen_escalations(actor)
    if tab == "mine":
        return Escalation.closed_at.is_(None) & mine
    if tab == "roles":
        return Escalation.closed_at.is_(None) & sa.or_(ours, mine)
    return Escalation.closed_at.is_not(None) & ours & visible_tickets(actor)


def _rows() -> sa.Select[Any]:
    return (
        sa.select(
            Escalation.id,
            Escalation.step_name.label("step"),
            Escalation.by_breach,
            Escalation.reason,
            Escalation.raised_at,
            Escalation.closed_at,
            Escalation.outcome,
            Escalation.note,
            Escalation.from_user_id,
            TaskItem.id.label("item_id"),
            TaskItem.role_id,
            TaskItem.holder_id,
            Ticket.id.label("ticket_id"),
            Ticket.number,
            Ticket.subject,
            Ticket.priority,
            WorkflowVersion.name.label("workflow"),
            From.name.label("from_name"),
            By.name.label("raised_by"),
            Holder.name.label("holder_name"),
            ToRole.name.label("to_role"),
            Task.step_due_at.label("due_at"),
            Task.entered_at,
            Task.budget,
            Task.workflow_version_id.label("version_id"),
            Task.promise_version_id.label("promise_id"),
            Task.pauses,
            Task.step_left,
            Task.paused_at,
            Task.hold_reason,
            Task.waiting_on,
        )
        .join(Task, Task.id == Escalation.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .join(WorkflowVersion, WorkflowVersion.id == Task.workflow_version_id)
        .join(ToRole, ToRole.id == Escalation.to_role_id)
        .outerjoin(TaskItem, (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None))
        .outerjoin(Holder, Holder.id == TaskItem.holder_id)
        .outerjoin(From, From.id == Escalation.from_user_id)
        .outerjoin(By, By.id == Escalation.raised_by_id)
    )


def _row(row: Any) -> EscalationRow:
    is_open = row.closed_at is None
    return EscalationRow(
        id=row.id,
        ticket_id=row.ticket_id,
        item_id=row.item_id if is_open else None,
        number=row.number,
        subject=row.subject,
        priority=row.priority,
        step=row.step,
        workflow=row.workflow,
        from_person=person_of(row.from_user_id, row.from_name),
        raised_by=row.raised_by or "System",
        by_breach=row.by_breach,
        reason=row.reason,
        raised_at=row.raised_at,
        to_role=row.to_role,
        role_id=row.role_id,
        holder=person_of(row.holder_id, row.holder_name) if is_open else None,
        due_at=row.due_at if is_open else None,
        entered_at=row.entered_at,
        budget=row.budget,
        version_id=row.version_id,
        promise_id=row.promise_id,
        pauses=row.pauses,
        left=row.step_left if is_open else None,
        state=standing_words(row) if is_open else None,
        closed_at=row.closed_at,
        outcome=row.outcome,
        note=row.note,
    )

"""Open escalations: from whom, which step, why, since when, how late (rules.md section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.permissions import Actor, Permission
from tts.models import Escalation, Role, Task, TaskItem, Ticket, User
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page
from tts.queries.visibility import visible_tickets

_holder, _from_user, _raiser = aliased(User), aliased(User), aliased(User)
_from_role, _to_role = aliased(Role), aliased(Role)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One open escalation with the item that is open for it."""

    escalation_id: int
    item_id: int
    item_status: str
    holder_id: int | None
    holder_name: str | None
    due_at: datetime | None
    ticket_due_at: datetime | None
    ticket_number: str
    subject: str
    priority: str
    step_name: str
    reason: str
    by_breach: bool
    raised_at: datetime
    raised_by: str | None
    from_user_id: int | None
    from_name: str | None
    from_role: str
    to_role_id: int
    to_role: str


def open_escalations(
    session: AnySession,
    actor: Actor,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    counted: bool = False,
) -> Page[EscalationRow]:
    """The open escalations `actor` deals with, what is due first on top; one statement."""
    due_first = sa.func.coalesce(TaskItem.due_at, sa.literal(_NEVER, TaskItem.due_at.type))
    order = Order((due_first, TaskItem.__table__.c.id))
    statement = _statement().where(concerns(actor))
    return read_page(session, statement, order, _row_of, cursor=cursor, size=size, counted=counted)


def count_escalations(session: AnySession, actor: Actor) -> int:
    """How many open escalations wait for `actor`."""
    return (
        session.scalar(sa.select(sa.func.count()).select_from(_statement().where(concerns(actor)).subquery()))
        or 0
    )


def concerns(actor: Actor) -> sa.ColumnElement[bool]:
    """Escalations one deals with: as holder, as reviewer of the role, as coordinator; all for admins."""
    if actor.is_admin:
        return sa.true()
    if actor.user_id is None:
        return sa.false()
    mine = [TaskItem.holder_id == actor.user_id]
    if actor.may(Permission.REVIEW):
        mine.append(Escalation.to_role_id.in_(sorted(actor.role_ids)))
    if actor.may(Permission.COORDINATE):
        mine.append(Task.coordinator_id == actor.user_id)
    return sa.or_(*mine) & visible_tickets(actor)


def _statement() -> sa.Select[Any]:
    return (
        sa.select(
            Escalation.id.label("escalation_id"),
            TaskItem.id.label("item_id"),
            TaskItem.status.label("item_status"),
            TaskItem.holder_id,
            _holder.name.label("holder_name"),
            TaskItem.due_at,
            Task.due_at.label("ticket_due_at"),
            Ticket.number.label("ticket_number"),
            Ticket.subject,
            Ticket.priority,
            Escalation.step_name,
            Escalation.reason,
            Escalation.by_breach,
            Escalation.raised_at,
            _raiser.name.label("raised_by"),
            Escalation.from_user_id,
            _from_user.name.label("from_name"),
            _from_role.name.label("from_role"),
            Escalation.to_role_id,
            _to_role.name.label("to_role"),
        )
        .select_from(Escalation)
        .join(Task, Task.id == Escalation.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .join(TaskItem, (TaskItem.task_id == Task.id) & TaskItem.closed_at.is_(None))
        .join(_from_role, _from_role.id == Escalation.from_role_id)
        .join(_to_role, _to_role.id == Escalation.to_role_id)
        .outerjoin(_from_user, _from_user.id == Escalation.from_user_id)
        .outerjoin(_raiser, _raiser.id == Escalation.raised_by_id)
        .outerjoin(_holder, _holder.id == TaskItem.holder_id)
        .where(Escalation.closed_at.is_(None))
    )


def _row_of(row: Any) -> EscalationRow:
    return EscalationRow(*row[: len(EscalationRow.__slots__)])

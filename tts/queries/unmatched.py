"""Tickets that no workflow takes, with the reason, for admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound
from tts.domain.words import TicketStatus, WorkflowStatus
from tts.models import Ticket, User, Workflow

AnySession = Session | scoped_session[Any]


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """A ticket that waits for a workflow, and why."""

    id: int
    number: str
    subject: str
    department: str
    category: str
    sub_category: str
    priority: str
    reason: str
    submitted_at: datetime
    requester: str


def count_unmatched(session: AnySession) -> int:
    """How many wait."""
    return session.scalar(sa.select(sa.func.count()).select_from(Ticket).where(_waits())) or 0


def list_unmatched(session: AnySession, *, limit: int, after_id: int = 0) -> Sequence[UnmatchedRow]:
    """Those who wait longest first, from behind the ticket `after_id`."""
    rows = session.execute(
        sa.select(
            Ticket.id,
            Ticket.number,
            Ticket.subject,
            Ticket.department,
            Ticket.category,
            Ticket.sub_category,
            Ticket.priority,
            Ticket.match_reason,
            Ticket.submitted_at,
            User.name,
        )
        .join(User, User.id == Ticket.requester_id)
        .where(_waits(), Ticket.id > after_id)
        .order_by(Ticket.id)
        .limit(limit)
    )
    return [UnmatchedRow(*row) for row in rows]


def ticket_id_of(session: AnySession, number: str) -> int:
    """The id of the ticket of that number; raises NotFound."""
    ticket_id = session.scalar(sa.select(Ticket.id).where(Ticket.number == number))
    if ticket_id is None:
        raise NotFound("There is no ticket of that number. The list shows those that wait for a workflow.")
    return ticket_id


def workflows_taking(session: AnySession) -> list[tuple[int, str]]:
    """The workflows that take tickets now, by name: what an admin chooses from."""
    rows = session.execute(
        sa.select(Workflow.id, Workflow.name)
        .where(Workflow.status == WorkflowStatus.INITIALIZED.value)
        .order_by(sa.func.lower(Workflow.name), Workflow.id)
    )
    return [(row.id, row.name) for row in rows]


def _waits() -> sa.ColumnElement[bool]:
    return Ticket.status == TicketStatus.UNMATCHED.value

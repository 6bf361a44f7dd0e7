"""The tickets that wait for a system, whole, for the system itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from tts.domain.asset_ticket import Asked
from tts.models import Task, Ticket, User
from tts.queries.paging import AnySession

PAGE = 200
ASKED = ("id", "number", "subject", "description", "payload")


def read_asked_tickets(session: AnySession, system: str) -> Iterator[Sequence[Asked]]:
    """All tickets that wait for a system, the oldest first, a page at a time and a statement each.

    No transaction is open between two pages, for who reads them may be slow. What was answered meanwhile is
    not in a later one; what begins to wait meanwhile may be, or stands in the next list.
    """
    after: int | None = 0
    while after is not None:
        rows = session.execute(_asked(system).where(Task.id > after).limit(PAGE)).all()
        session.rollback()
        after = rows[-1].task_id if len(rows) == PAGE else None
        yield [_asked_of(row) for row in rows]


def _asked(system: str) -> sa.Select[Any]:
    return (
        sa.select(*(getattr(Ticket, name) for name in ASKED), User.name, User.email, Task.id.label("task_id"))
        .join(Task, Task.ticket_id == Ticket.id)
        .join(User, User.id == Ticket.requester_id)
        .where(Task.waiting_on == system, Task.ended_at.is_(None))
        .order_by(Task.id)
    )


def _asked_of(row: Any) -> Asked:
    return Asked(row.id, row.number, row.subject, row.description, row.name, row.email, row.payload or {})

"""The tickets that wait for a system, whole, for the system itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tts.domain.asset_ticket import Asked
from tts.models import Task, Ticket, User
from tts.queries.paging import AnySession

PAGE = 200
MOST_ASKED = 1_000
ASKED = ("id", "number", "subject", "description", "payload")


def read_asked_tickets(session: AnySession, system: str, *, after: int = 0) -> tuple[list[Asked], int | None]:
    """Up to 1,000 tickets that wait for a system, the oldest first, and where to go on if there are more.

    Read by key in pages, for payloads may be large; what was answered meanwhile is not in a later one.
    """
    found: list[Asked] = []
    while len(found) < MOST_ASKED:
        rows = session.execute(_asked(system).where(Task.id > after).limit(PAGE + 1)).all()
        found += [_asked_of(row) for row in rows[:PAGE]]
        if len(rows) <= PAGE:
            return found, None
        after = rows[PAGE - 1].task_id
    return found, after


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

"""Telling people that a system which a ticket waits for did not get what it was to get, and who says so.

What the system itself refused is told in its own words, and as its own; all else is told as ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.ending import NAME_OF, OURSELVES
from tts.domain.events import Happening, Stream
from tts.domain.permissions import SYSTEM, Actor
from tts.models import Membership, Role, Task, Ticket, User
from tts.services.outbox.courier import ClaimedMessage
from tts.services.outbox.write import Message, write_messages
from tts.services.record import record_events


def lock_asking_ticket(session: Session, message: ClaimedMessage) -> int | None:
    """Lock the ticket that waits for this message's destination, before the message; None where none does."""
    if message.destination not in NAME_OF or message.ticket_id is None:
        return None
    return session.scalar(sa.select(Ticket.id).where(Ticket.id == message.ticket_id).with_for_update())


def tell_refused(
    session: Session, ticket_id: int, destination: str, reason: str, *, by_them: bool, now: datetime
) -> None:
    """Record it in the ticket's story and tell its coordinator, or the admins; the ticket's lock is held.

    `by_them`: the system read it and refused it; otherwise it never got there, or TTS gave up.
    """
    row = session.execute(
        sa.select(Ticket.number, Ticket.subject, Task.coordinator_id)
        .outerjoin(Task, Task.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id)
    ).one()
    name = NAME_OF[destination]
    said = f"{name} did not take {row.number}" if by_them else f"TTS could not hand {row.number} to {name}"
    messages = [
        _notify(row, user_id, f"{said}: {reason}") for user_id in _recipients(session, row.coordinator_id)
    ]
    facts = {"destination": destination, "refused_by": destination if by_them else OURSELVES}
    happening = Happening("outbox.refused", None, None, reason, facts=facts)
    actor = Actor(None, name) if by_them else SYSTEM
    record_events(session, Stream.TICKET, ticket_id, [happening], actor=actor, now=now)
    write_messages(session, messages, ticket_id=ticket_id, now=now)


def _recipients(session: Session, coordinator_id: int | None) -> Sequence[int]:
    if coordinator_id is not None:
        return (coordinator_id,)
    return session.scalars(
        sa.select(User.id)
        .distinct()
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.id == Membership.role_id)
        .where(User.is_active, Role.is_active, Role.is_admin)
        .order_by(User.id)
    ).all()


def _notify(ticket: sa.Row[tuple[str, str, int | None]], user_id: int, said: str) -> Message:
    kwargs = {
        "user_id": user_id,
        "ticket_number": ticket.number,
        "task_title": ticket.subject,
        "message": said,
    }
    return Message("notification", "notifications.send_workflow_step_notification", {"kwargs": kwargs})

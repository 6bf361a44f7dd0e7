"""Marking notifications as read: one's own alone."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor
from tts.models import Notification, Ticket
from tts.queries.notifications import own_notifications
from tts.services.transaction import changed_rows, use_case


@use_case
def read_notification(session: Session, notification_id: int, *, actor: Actor, now: datetime) -> str | None:
    """Mark one as read; the number of its ticket, if it is about one. NotFound for another's."""
    row = session.execute(
        sa.select(Notification.id, Ticket.number)
        .outerjoin(Ticket, Ticket.id == Notification.ticket_id)
        .where(Notification.id == notification_id, own_notifications(actor))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such notification. Reload the page.")
    _mark(session, Notification.id == row.id, now)
    number: str | None = row.number
    return number


@use_case
def read_all(session: Session, *, up_to: int, actor: Actor, now: datetime) -> int:
    """Mark all up to that one as read, not what came after the page was made; how many it was."""
    return _mark(session, (Notification.user_id == actor.user_id) & (Notification.id <= up_to), now)


def _mark(session: Session, condition: sa.ColumnElement[bool], now: datetime) -> int:
    return changed_rows(
        session.execute(
            sa.update(Notification)
            .where(condition, Notification.read_at.is_(None))
            .values(read_at=now)
            .execution_options(synchronize_session=False)
        )
    )

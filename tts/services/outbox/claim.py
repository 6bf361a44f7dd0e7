"""Who has which messages in hand: leases, in order per ticket and destination, past no open breaker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tts.domain.words import OutboxStatus
from tts.models import Destination, OutboxMessage
from tts.services.outbox.courier import ClaimedMessage
from tts.services.transaction import changed_rows, use_case

LEASE = timedelta(minutes=2)
WAITING = OutboxStatus.WAITING.value


@use_case
def claim_messages(
    session: Session, destinations: Collection[str], *, token: str, now: datetime, limit: int
) -> list[ClaimedMessage]:
    """Lease due messages to these destinations to the bearer of `token`, those due longest first.

    A message waits while an earlier one of its ticket to the same destination does, unless that one is not to
    leave yet, as a mail to somebody in their quiet hours. A destination whose breaker is open gets none; one
    whose pause is over gets a single message, by which it is tried.
    """
    opened = _opened_until(session, destinations)
    closed = [name for name in destinations if name not in opened]
    claimed = _lease(session, closed, token, now, limit) if closed else []
    for name, until in opened.items():
        if until <= now and len(claimed) < limit and _has_due(session, name, now):
            claimed += _lease_a_probe(session, name, until, token, now)
    return claimed


@use_case
def release_messages(session: Session, message_ids: Sequence[int], *, token: str, now: datetime) -> None:
    """Hand back what was claimed and not begun: due at once, and no attempt is spent."""
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id.in_(message_ids), OutboxMessage.token == token, _waits())
        .values(next_at=now, token=None, attempts=OutboxMessage.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def _opened_until(session: Session, destinations: Collection[str]) -> dict[str, datetime]:
    rows = session.execute(
        sa.select(Destination.name, Destination.open_until).where(
            Destination.name.in_(destinations), Destination.open_until.is_not(None)
        )
    )
    return {row.name: row.open_until for row in rows}


def _has_due(session: Session, destination: str, now: datetime) -> bool:
    return session.scalar(_due([destination], now).limit(1)) is not None


def _lease_a_probe(
    session: Session, destination: str, until: datetime, token: str, now: datetime
) -> list[ClaimedMessage]:
    """One message for a destination whose pause is over, unless somebody else tries it already."""
    won = session.execute(
        sa.update(Destination)
        .where(Destination.name == destination, Destination.open_until == until)
        .values(open_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return _lease(session, [destination], token, now, 1) if changed_rows(won) == 1 else []


def _lease(
    session: Session, destinations: Collection[str], token: str, now: datetime, limit: int
) -> list[ClaimedMessage]:
    due = _due(destinations, now).limit(limit).with_for_update(skip_locked=True, of=OutboxMessage).cte("due")
    rows = session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id.in_(sa.select(due.c.id)))
        .values(next_at=now + LEASE, token=token, attempts=OutboxMessage.attempts + 1)
        .returning(*(getattr(OutboxMessage, name) for name in ClaimedMessage.__slots__))
        .execution_options(synchronize_session=False)
    )
    return sorted((ClaimedMessage(*row) for row in rows), key=lambda message: message.id)


def _due(destinations: Collection[str], now: datetime) -> sa.Select[Any]:
    earlier = aliased(OutboxMessage)
    # Not EXISTS: for that, PostgreSQL may join the whole backlog with itself.
    before = (
        sa.select(earlier.id)
        .where(
            earlier.ticket_id == OutboxMessage.ticket_id,
            earlier.destination == OutboxMessage.destination,
            earlier.id < OutboxMessage.id,
            _waits(earlier),
            sa.or_(earlier.next_at <= now, earlier.attempts > 0),
        )
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(OutboxMessage.id)
        .where(
            _waits(),
            OutboxMessage.destination.in_(destinations),
            OutboxMessage.next_at <= now,
            before.is_(None),
        )
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
    )


def _waits(message: type[OutboxMessage] = OutboxMessage) -> sa.ColumnElement[bool]:
    """Written out, not bound: only so may a database go by the indexes of those that wait."""
    return message.status == sa.literal_column(f"'{WAITING}'")

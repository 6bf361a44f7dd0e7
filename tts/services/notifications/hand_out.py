"""Handing out what acts wrote for the Notification service, where TTS is that service itself (section 8).

A batch is one transaction: the notifications, the mails, and that the messages are delivered. So each comes
once, whatever crashes; one that says nothing to anybody fails alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.domain.words import OutboxStatus
from tts.domain.zones import UTC_ZONE
from tts.models import Notification, OutboxMessage, Ticket
from tts.services.notices import NOTIFICATION
from tts.services.notifications.forward import forward_notices
from tts.services.notifications.mails import Compose, write_mails
from tts.services.notifications.telling import Telling, people_of, read_notices, tellings_of
from tts.services.transaction import use_case

BATCH = 200
NOBODY = "It is for a person who is not here and never was."


@use_case
def hand_out_notices(
    session: Session,
    *,
    compose: Compose | None,
    now: datetime,
    limit: int = BATCH,
    has_service: bool = False,
    zone: ZoneInfo = UTC_ZONE,
) -> int:
    """Hand a batch of messages out, oldest first; how many it was. `compose` is None where no mail leaves.

    Who left, may not see the ticket any more, does not want it, or did it, gets nothing. With `has_service`
    the Notification service tells those it knows. `zone` is the company's, for people who chose none. A
    constant number of statements.
    """
    rows = _due_rows(session, now, limit)
    if not rows:
        return 0
    notices, faults = read_notices(rows)
    people = people_of(session, rows, notices)
    faults |= {row_id: NOBODY for row_id, notice in notices.items() if notice.user_id not in people}
    tellings = tellings_of(session, rows, notices, people)
    forwarded = forward_notices(session, rows, tellings) if has_service else set()
    tellings = [one for one in tellings if one.row_id not in forwarded and not one.notice.is_own_act]
    _write_notifications(session, tellings)
    if compose is not None:
        write_mails(session, tellings, compose, zone=zone, now=now)
    _settle(session, [row.id for row in rows if row.id not in forwarded], faults, now)
    return len(rows)


def _due_rows(session: Session, now: datetime, limit: int) -> Sequence[Any]:
    return session.execute(
        sa.select(
            OutboxMessage.id,
            OutboxMessage.key,
            OutboxMessage.kind,
            OutboxMessage.payload,
            OutboxMessage.ticket_id,
            OutboxMessage.created_at,
            Ticket.number,
            Ticket.subject,
        )
        .outerjoin(Ticket, Ticket.id == OutboxMessage.ticket_id)
        .where(
            OutboxMessage.destination == NOTIFICATION,
            OutboxMessage.status == sa.literal_column(f"'{OutboxStatus.WAITING.value}'"),
            OutboxMessage.next_at <= now,
        )
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(of=OutboxMessage, skip_locked=True)
    ).all()


def _write_notifications(session: Session, tellings: Sequence[Telling]) -> None:
    """One for each message and person, never a second: its key comes of the message's."""
    values = [
        {
            "key": telling.key,
            "user_id": telling.user.id,
            "ticket_id": telling.ticket_id,
            "kind": telling.notice.kind.value,
            "text": telling.notice.text,
            "created_at": telling.created_at,
        }
        for telling in tellings
        if telling.wish.in_app and not telling.user.is_contact and not telling.was_held
    ]
    if values:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(Notification.__table__).on_conflict_do_nothing(), values)


def _settle(session: Session, row_ids: Collection[int], faults: Mapping[int, str], now: datetime) -> None:
    """Delivered; or failed with the reason, for those that have one."""
    ended = {"ended_at": now, "attempts": 1}
    delivered = [row_id for row_id in row_ids if row_id not in faults]
    _update(session, delivered, {**ended, "status": OutboxStatus.DELIVERED.value})
    if faults:
        remark = sa.case(faults, value=OutboxMessage.id)
        _update(session, faults, {**ended, "status": OutboxStatus.FAILED.value, "remark": remark})


def _update(session: Session, row_ids: Collection[int], values: Mapping[str, object]) -> None:
    if row_ids:
        session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id.in_(row_ids))
            .values(**values)
            .execution_options(synchronize_session=False)
        )

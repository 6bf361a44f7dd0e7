"""Handing out what acts wrote for the Notification service, where TTS is that service itself (section 8).

A batch is one transaction: the notices, the mails, and that the messages are delivered. So each comes once,
whatever crashes; one that says nothing to anybody fails alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.notifications import Notice, NoticeKind, read_notice
from tts.domain.permissions import Actor
from tts.domain.quiet import QuietHours, quiet_until
from tts.domain.words import OutboxStatus
from tts.models import Notification, OutboxMessage, Ticket, User
from tts.queries.notifications import Wish, visible_pairs, wishes_of_many
from tts.queries.people import actors_of
from tts.services.notices import NOTIFICATION
from tts.services.outbox import Message, write_messages
from tts.services.transaction import use_case

BATCH = 50
MAIL_OF_CONTACTS = frozenset({NoticeKind.STATUS, NoticeKind.COMPLETED})
NO_MAIL = ".invalid"


@dataclass(frozen=True, slots=True)
class Told:
    """One person told one thing: all that a letter about it needs."""

    notice: Notice
    name: str
    email: str
    zone: str
    number: str | None
    subject: str | None
    due_at: str | None = None


Compose = Callable[[Told], Mapping[str, object]]
"""Makes a mail's subject, text and html of it."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who is told, as the batch's few statements found them."""

    user: User
    wishes: Mapping[NoticeKind, Wish]


@use_case
def hand_out_notices(session: Session, *, compose: Compose | None, now: datetime, limit: int = BATCH) -> int:
    """Hand a batch of messages out, oldest first; how many it was. `compose` is None where no mail leaves.

    Who left, may not see the ticket any more, or does not want it, gets nothing. A constant number of
    statements.
    """
    rows = _due_rows(session, now, limit)
    notices, faults = _read(rows)
    readers = _readers(session, {notice.user_id for notice in notices.values()})
    seen = _seen(session, rows, notices, readers)
    told = [row for row in rows if row.id in notices and _reaches(row, notices[row.id], readers, seen)]
    _write_notifications(session, told, notices, readers, now)
    if compose is not None:
        _write_mails(session, told, notices, readers, compose, now)
    _settle(session, [row.id for row in rows if row.id in notices], faults, now)
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
            OutboxMessage.status == OutboxStatus.WAITING.value,
            OutboxMessage.next_at <= now,
        )
        .order_by(OutboxMessage.id)
        .limit(limit)
        .with_for_update(of=OutboxMessage, skip_locked=True)
    ).all()


def _read(rows: Sequence[Any]) -> tuple[dict[int, Notice], dict[int, str]]:
    """The notices by message, and why others are none."""
    notices: dict[int, Notice] = {}
    faults: dict[int, str] = {}
    for row in rows:
        try:
            notices[row.id] = read_notice(row.kind, row.payload)
        except ValueError as fault:
            faults[row.id] = str(fault)
    return notices, faults


def _readers(session: Session, user_ids: set[int]) -> dict[int, _Reader]:
    if not user_ids:
        return {}
    wishes = wishes_of_many(session, user_ids)
    people = session.scalars(sa.select(User).where(User.id.in_(sorted(user_ids)), User.is_active))
    return {user.id: _Reader(user, wishes[user.id]) for user in people}


def _seen(
    session: Session, rows: Sequence[Any], notices: Mapping[int, Notice], readers: Mapping[int, _Reader]
) -> set[tuple[int, int]]:
    wanted: dict[int, set[int]] = {}
    for row in rows:
        if row.id in notices and row.ticket_id is not None:
            wanted.setdefault(notices[row.id].user_id, set()).add(row.ticket_id)
    actors: Mapping[int, Actor] = actors_of(session, set(wanted) & set(readers)) if wanted else {}
    return visible_pairs(session, wanted, actors)


def _reaches(row: Any, notice: Notice, readers: Mapping[int, _Reader], seen: set[tuple[int, int]]) -> bool:
    if notice.user_id not in readers:
        return False
    return row.ticket_id is None or (notice.user_id, row.ticket_id) in seen


def _write_notifications(
    session: Session,
    rows: Sequence[Any],
    notices: Mapping[int, Notice],
    readers: Mapping[int, _Reader],
    now: datetime,
) -> None:
    values = [
        {
            "key": row.key,
            "user_id": notices[row.id].user_id,
            "ticket_id": row.ticket_id,
            "kind": notices[row.id].kind.value,
            "text": notices[row.id].text,
            "created_at": row.created_at,
        }
        for row in rows
        if _in_app(readers[notices[row.id].user_id], notices[row.id].kind)
    ]
    if values:
        session.execute(sa.insert(cast(sa.Table, Notification.__table__)), values)


def _write_mails(
    session: Session,
    rows: Sequence[Any],
    notices: Mapping[int, Notice],
    readers: Mapping[int, _Reader],
    compose: Compose,
    now: datetime,
) -> None:
    letters: dict[int | None, list[Message]] = {}
    for row in rows:
        notice, reader = notices[row.id], readers[notices[row.id].user_id]
        if _by_mail(reader, notice.kind):
            letters.setdefault(row.ticket_id, []).append(_mail(row, notice, reader.user, compose, now))
    write_messages(
        session,
        [letter for group in letters.values() for letter in group],
        ticket_id=None,
        now=now,
        ticket_ids=[ticket_id for ticket_id, group in letters.items() for _ in group],
    )


def _mail(row: Any, notice: Notice, user: User, compose: Compose, now: datetime) -> Message:
    due_at = row.payload["kwargs"].get("due_at")
    told = Told(notice, user.name, user.email, user.time_zone, row.number, row.subject, due_at)
    payload = {
        "to": user.email,
        "name": user.name,
        "ticket_number": row.number,
        **compose(told),
    }
    quiet = QuietHours(user.quiet_from, user.quiet_until, user.quiet_weekends)
    return Message(
        "mail",
        f"mail.{notice.kind.value}",
        payload,
        key=f"{row.key}-mail",
        not_before=quiet_until(quiet, zone_called(user.time_zone), now),
    )


def zone_called(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _in_app(reader: _Reader, kind: NoticeKind) -> bool:
    return not reader.user.is_contact and reader.wishes[kind].in_app


def _by_mail(reader: _Reader, kind: NoticeKind) -> bool:
    """Contacts, who have no log-in, hear of their own tickets alone; some have no mailbox at all."""
    if reader.user.email.endswith(NO_MAIL):
        return False
    if reader.user.is_contact and kind not in MAIL_OF_CONTACTS:
        return False
    return reader.wishes[kind].by_mail


def _settle(session: Session, ids: Sequence[int], faults: Mapping[int, str], now: datetime) -> None:
    delivered = {"status": OutboxStatus.DELIVERED.value, "ended_at": now, "attempts": 1}
    _update(session, ids, delivered)
    for remark in set(faults.values()):
        failed = {"status": OutboxStatus.FAILED.value, "ended_at": now, "attempts": 1, "remark": remark}
        _update(session, [row_id for row_id, why in faults.items() if why == remark], failed)


def _update(session: Session, ids: Sequence[int], values: Mapping[str, object]) -> None:
    if ids:
        session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .values(**values)
            .execution_options(synchronize_session=False)
        )

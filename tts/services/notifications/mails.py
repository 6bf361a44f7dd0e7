"""The mails among what people are told: written as messages to the mail server, held back in quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from tts.domain.notifications import FOR_REQUESTERS, Notice
from tts.domain.quiet import QuietHours, quiet_until
from tts.models import User
from tts.services.notifications.telling import Telling
from tts.services.outbox import Message, write_messages

NO_MAILBOX = ".invalid"


@dataclass(frozen=True, slots=True)
class Told:
    """One person told one thing: all that a letter about it needs."""

    notice: Notice
    name: str
    zone: ZoneInfo
    has_log_in: bool
    number: str | None
    subject: str | None


Compose = Callable[[Told], Mapping[str, object]]
"""Makes a mail's subject, text and html of it."""


def write_mails(session: Session, tellings: Sequence[Telling], compose: Compose, *, now: datetime) -> None:
    """Write the mails of those who want some; one statement."""
    mailed = [telling for telling in tellings if goes_by_mail(telling)]
    mails = [_mail(telling, compose, now) for telling in mailed]
    write_messages(session, mails, ticket_id=[telling.ticket_id for telling in mailed], now=now)


def goes_by_mail(telling: Telling) -> bool:
    """Contacts, who have no log-in, hear of their own tickets alone; some have no mailbox at all."""
    if telling.user.email.endswith(NO_MAILBOX):
        return False
    if telling.user.is_contact and telling.notice.kind not in FOR_REQUESTERS:
        return False
    return telling.wish.by_mail


def zone_called(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _mail(telling: Telling, compose: Compose, now: datetime) -> Message:
    user = telling.user
    return Message(
        "mail",
        f"mail.{telling.notice.kind.value}",
        {
            "to": user.email,
            "name": user.name,
            "ticket_number": telling.number,
            **compose(_told(telling)),
        },
        key=f"{telling.key}-mail",
        not_before=_not_before(user, now),
    )


def _told(telling: Telling) -> Told:
    user = telling.user
    return Told(
        notice=telling.notice,
        name=user.name,
        zone=zone_called(user.time_zone),
        has_log_in=not user.is_contact,
        number=telling.number,
        subject=telling.subject,
    )


def _not_before(user: User, now: datetime) -> datetime | None:
    quiet = QuietHours(user.quiet_from, user.quiet_until, user.quiet_weekends)
    return quiet_until(quiet, zone_called(user.time_zone), now)

"""The mails among what people are told: written as messages to the mail server, held back in quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tts.domain.notifications import FOR_REQUESTERS, Notice
from tts.domain.quiet import QuietHours, quiet_until
from tts.domain.zones import zone_called
from tts.services.notices import NOTIFICATION
from tts.services.notifications.telling import FORMER, HELD, Telling
from tts.services.outbox import Message, write_messages

NO_MAILBOX = ".invalid"

PICTURED_FOR = "pictured_for"
"""Beside what a mail says: through whose eyes its ticket is drawn when it leaves."""


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


def write_mails(
    session: Session, tellings: Sequence[Telling], compose: Compose, *, zone: ZoneInfo, now: datetime
) -> None:
    """Write the mails of those who want some; one statement. `zone` is of people who chose none.

    In somebody's quiet hours the message itself waits until they end, and is handed out anew then: a mail
    goes to nobody who has left meanwhile, or may not see the ticket any more.
    """
    mailed = [telling for telling in tellings if goes_by_mail(telling)]
    mails = [_mail_or_wait(telling, compose, zone, now) for telling in mailed]
    write_messages(session, mails, ticket_id=[telling.ticket_id for telling in mailed], now=now)


def goes_by_mail(telling: Telling) -> bool:
    """Contacts, who have no log-in, hear of their own tickets alone; some have no mailbox at all."""
    if telling.user.email.endswith(NO_MAILBOX):
        return False
    if telling.user.is_contact and telling.notice.kind not in FOR_REQUESTERS:
        return False
    return telling.wish.by_mail


def _mail_or_wait(telling: Telling, compose: Compose, company: ZoneInfo, now: datetime) -> Message:
    zone = zone_called(telling.user.time_zone, company)
    quiet = QuietHours(telling.user.quiet_from, telling.user.quiet_until, telling.user.quiet_weekends)
    if ends_at := quiet_until(quiet, zone, now):
        held = {**telling.payload, HELD: FORMER if telling.notice.is_for_former else True}
        return Message(NOTIFICATION, telling.message, held, key=f"{telling.key}-held", not_before=ends_at)
    return _mail(telling, compose, zone)


def _mail(telling: Telling, compose: Compose, zone: ZoneInfo) -> Message:
    return Message(
        "mail",
        f"mail.{telling.notice.kind.value}",
        {
            "to": telling.user.email,
            "name": telling.user.name,
            "ticket_number": telling.number,
            **_pictured(telling),
            **compose(_told(telling, zone)),
        },
        key=f"{telling.key}-mail",
    )


def _pictured(telling: Telling) -> Mapping[str, object]:
    """What the courier goes by: that the ticket is to be drawn, and for whom."""
    is_pictured = telling.notice.is_pictured and telling.number is not None
    return {PICTURED_FOR: telling.user.id} if is_pictured else {}


def _told(telling: Telling, zone: ZoneInfo) -> Told:
    user = telling.user
    return Told(
        notice=telling.notice,
        name=user.name,
        zone=zone,
        has_log_in=not user.is_contact,
        number=telling.number,
        subject=telling.subject,
    )

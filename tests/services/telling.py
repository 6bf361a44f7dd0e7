"""Handing notices out in tests, and looking at who was told what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tests.cast import MORNING
from tests.desk import Desk
from tts.domain.notifications import NoticeKind
from tts.domain.permissions import Actor
from tts.models import OutboxMessage
from tts.queries.notifications import Wish, notifications_page
from tts.services.notifications import (
    Choices,
    Told,
    choose_notifications,
    hand_out_notices,
)

LATER = MORNING + timedelta(minutes=1)
EVENING = MORNING.replace(hour=17, minute=30)
NOTICES = OutboxMessage.destination == "notification"


def compose(told: Told) -> Mapping[str, object]:
    return {"subject": told.notice.kind.value, "text": told.notice.text, "html": ""}


def hand_out(desk: Desk, now: datetime = LATER, *, mail: bool = True) -> int:
    count = 0
    while done := hand_out_notices(desk.session, compose=compose if mail else None, now=now):
        count += done
    return count


def told(desk: Desk, actor: Actor) -> list[str]:
    rows = notifications_page(desk.session, actor, unread=False).rows
    desk.session.rollback()
    return [row.kind for row in rows]


def mails(desk: Desk) -> list[Any]:
    desk.session.expire_all()
    return list(desk.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.destination == "mail")))


def mails_to(desk: Desk, actor: Actor) -> list[Any]:
    return [mail for mail in mails(desk) if mail.payload["to"] == actor.email]


def wish(desk: Desk, actor: Actor, **quiet: Any) -> None:
    everything = {kind: Wish(True, True) for kind in NoticeKind}
    choose_notifications(desk.session, Choices(everything, **quiet), actor=actor, now=MORNING)


def waiting(desk: Desk) -> int:
    """How many messages were not handed out."""
    is_waiting = NOTICES & (OutboxMessage.status == "waiting")
    return desk.session.scalar(sa.select(sa.func.count()).where(is_waiting)) or 0

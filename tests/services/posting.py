"""Short words for tests that deliver: messages, couriers that do as they are told, one pass at a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tts.models import Destination, OutboxMessage
from tts.services.outbox import (
    ClaimedMessage,
    Courier,
    Deliveries,
    Message,
    deliver_due,
    write_messages,
)

AnySession = Session | scoped_session[Session]
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Postman:
    """Carries what it is told to: `answer` raises for a message that is not to arrive."""

    def __init__(self, answer: Callable[[ClaimedMessage], None] = lambda message: None) -> None:
        self.answer = answer
        self.tried: list[str] = []
        self.arrived: list[str] = []
        self.keys: list[str] = []
        self.closed = 0

    def send(self, message: ClaimedMessage) -> None:
        """Note the attempt, then answer."""
        self.tried.append(message.kind)
        self.keys.append(message.key)
        self.answer(message)
        self.arrived.append(message.kind)

    def close(self) -> None:
        """Count it."""
        self.closed += 1


def refusing(failure: Exception, *kinds: str) -> Postman:
    """A postman whose destination answers messages of these kinds (all, if none is named) with `failure`."""

    def answer(message: ClaimedMessage) -> None:
        if not kinds or message.kind in kinds:
            raise failure

    return Postman(answer)


def post(
    session: AnySession,
    *kinds: str,
    ticket_id: int | None = None,
    destination: str = "mail",
    now: datetime = MORNING,
) -> list[int]:
    """Write one message of each kind, committed; their ids."""
    own = session() if isinstance(session, scoped_session) else session
    before = own.scalar(sa.select(sa.func.max(OutboxMessage.id))) or 0
    write_messages(own, [Message(destination, kind, {}) for kind in kinds], ticket_id=ticket_id, now=now)
    own.commit()
    found = sa.select(OutboxMessage.id).where(OutboxMessage.id > before).order_by(OutboxMessage.id)
    ids = list(own.scalars(found))
    own.rollback()
    return ids


def deliver(session: AnySession, courier: Courier, now: datetime, destination: str = "mail") -> Deliveries:
    """One pass at that moment, without luck."""
    return deliver_due(session, {destination: courier}, clock=lambda: now, dice=lambda: 0.0)


def message_of(session: AnySession, message_id: int) -> OutboxMessage:
    """A row as it is now."""
    session.expire_all()
    return session.get_one(OutboxMessage, message_id)


def statuses(session: AnySession, ids: Sequence[int]) -> list[str]:
    """The statuses of rows, in that order."""
    return [message_of(session, message_id).status for message_id in ids]


def destination_of(session: AnySession, name: str = "mail") -> Destination:
    """What is known of a destination now."""
    session.expire_all()
    return session.get_one(Destination, name)

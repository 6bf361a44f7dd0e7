"""What admins do with messages: try one again, try all again, give one up. Each is an event in the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.ending import NAME_OF
from tts.domain.errors import NotFound, Refused
from tts.domain.events import Happening, Stream
from tts.domain.permissions import Actor, Permission
from tts.domain.words import OutboxStatus
from tts.models import OutboxMessage, Ticket
from tts.queries.outbox import is_asked
from tts.services.outbox.breaker import end_pauses
from tts.services.record import record_events, record_people_events
from tts.services.transaction import changed_rows, use_case

ENDED = {
    OutboxStatus.DELIVERED.value: "This message was delivered already: there is nothing left to do with it.",
    OutboxStatus.DISCARDED.value: "This message was discarded: it stays here for the record only.",
    OutboxStatus.NOT_CONFIGURED.value: (
        "This message was never to be sent, because its system was not set up when it was written."
    ),
}

ANEW = {
    "status": OutboxStatus.WAITING.value,
    "attempts": 0,
    "token": None,
    "ended_at": None,
    "remark": None,
}


class MessageEnded(Refused):
    """The message has ended, so nothing can be done with it."""

    title = "The message has ended"


class MessageAsked(Refused):
    """A ticket waits for the answer to it."""

    title = "A ticket waits for the answer to it"


class MessageInHand(Refused):
    """Somebody delivers the message at this moment."""

    title = "The message is on its way"


@use_case
def retry_message(session: Session, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Make a failed message wait again with all its attempts, or one that waits due at once.

    Raises NotPermitted, NotFound, MessageEnded, MessageInHand.
    """
    message = _lock_message(session, message_id, actor, now)
    is_failed = message.status == OutboxStatus.FAILED.value
    _change(session, message, {"next_at": now, "token": None, **(ANEW if is_failed else {})})
    end_pauses(session, [message.destination], now=now)
    _record(session, message, Happening("outbox.retried", facts=_facts(message)), actor, now)


@use_case
def discard_message(session: Session, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a message up, so that later ones of its ticket go on.

    Raises NotPermitted, NotFound, MessageEnded, MessageInHand, MessageAsked.
    """
    message = _lock_message(session, message_id, actor, now)
    _refuse_if_asked(session, message)
    values = {"status": OutboxStatus.DISCARDED.value, "ended_at": now, "token": None}
    _change(session, message, values)
    _record(session, message, Happening("outbox.discarded", facts=_facts(message)), actor, now)


@use_case
def retry_all(session: Session, destination: str = "", *, actor: Actor, now: datetime) -> int:
    """Make every failed message wait again, of one destination or of all; how many those are.

    However many they are, that is one event in the chain of people and settings. Raises NotPermitted.
    """
    actor.require(Permission.ADMINISTER)
    failed = OutboxMessage.status == OutboxStatus.FAILED.value
    if destination:
        failed &= OutboxMessage.destination == destination
    again = sa.update(OutboxMessage).where(failed).values(next_at=now, **ANEW)
    count = changed_rows(session.execute(again.execution_options(synchronize_session=False)))
    if count:
        end_pauses(session, [destination] if destination else None, now=now)
        facts = {"destination": destination, "count": count}
        record_people_events(session, [Happening("outbox.all_retried", facts=facts)], actor=actor, now=now)
    return count


def _lock_message(session: Session, message_id: int, actor: Actor, now: datetime) -> OutboxMessage:
    """Lock the ticket, then the message, which may be acted on; else say why not."""
    actor.require(Permission.ADMINISTER)
    message = session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFound("There is no such message. The list shows those there are.")
    if message.ticket_id is not None:
        session.execute(sa.select(Ticket.id).where(Ticket.id == message.ticket_id).with_for_update())
    session.refresh(message, with_for_update=True)
    if sentence := ENDED.get(message.status):
        raise MessageEnded(sentence)
    if message.token is not None and message.next_at > now:
        raise MessageInHand("This message is being delivered right now: look again in a moment.")
    return message


def _refuse_if_asked(session: Session, message: OutboxMessage) -> None:
    """Without its question a ticket would wait for an answer that nobody can give; its lock is held."""
    asked = sa.select(Ticket.number).join(OutboxMessage, OutboxMessage.ticket_id == Ticket.id)
    number = session.scalar(asked.where(OutboxMessage.id == message.id, is_asked()))
    if number is not None:
        name = NAME_OF[message.destination]
        raise MessageAsked(
            f"{number} waits for {name} to answer this, so it cannot be given up. If {name} refused it, use "
            "“Correct and send again” on the ticket's page; withdrawing or cancelling the ticket discards it."
        )


def _change(session: Session, message: OutboxMessage, values: Mapping[str, object]) -> None:
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _facts(message: OutboxMessage) -> dict[str, object]:
    return {"message_id": message.id, "destination": message.destination, "message": message.kind}


def _record(
    session: Session, message: OutboxMessage, happening: Happening, actor: Actor, now: datetime
) -> None:
    if message.ticket_id is None:
        record_people_events(session, [happening], actor=actor, now=now)
    else:
        record_events(session, Stream.TICKET, message.ticket_id, [happening], actor=actor, now=now)

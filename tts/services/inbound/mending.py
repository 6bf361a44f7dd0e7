"""Messages that wait or were refused: tried again, or dropped by an admin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor, Permission
from tts.domain.words import InboundStatus
from tts.models import InboundMessage
from tts.queries.inbound import open_received
from tts.services.inbound.letters import letter_of
from tts.services.inbound.superseded import settle_superseded
from tts.services.inbound.take_in import take_in
from tts.services.record import record_people_events
from tts.services.transaction import use_case

AnySession = Session | scoped_session[Any]
MOST_RETRIED = 200


def retry_letter(session: AnySession, message_id: int, *, actor: Actor, now: datetime) -> InboundStatus:
    """An admin has it tried again; what becomes of it: one that a newer message made void is dropped.

    Raises NotFound, NotPermitted, Refused (settled).
    """
    actor.require(Permission.ADMINISTER)
    message = _open_message(session, message_id)
    if message.body is None:
        raise Refused("This message could not be read, so it cannot be tried again. Discard it.")
    letter = letter_of(message)
    _record(session, "inbound.retried", message, actor=actor, now=now)
    if settle_superseded(session, message, now=now):
        return InboundStatus.DISCARDED
    return take_in(session, letter, now=now)


def retry_letters(session: AnySession, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """An admin has everything tried again that waits or was refused, what was tried least first.

    How many were tried, a few hundred at most, and how many of them applied. That is one event, whatever the
    number. Raises NotPermitted.
    """
    actor.require(Permission.ADMINISTER)
    found = open_received(session, limit=MOST_RETRIED)
    if found:
        happening = Happening("inbound.all_retried", facts={"count": len(found)})
        _record_all(session, happening, actor=actor, now=now)
    fates = [_retry(session, message_id, now) for message_id in found]
    return len(fates), sum(fate is InboundStatus.APPLIED for fate in fates)


def _retry(session: AnySession, message_id: int, now: datetime) -> InboundStatus | None:
    """None for a message that somebody else settled meanwhile."""
    message = session.get(InboundMessage, message_id, populate_existing=True)
    if message is None or message.status not in (InboundStatus.WAITING, InboundStatus.REFUSED):
        return None
    if settle_superseded(session, message, now=now):
        return InboundStatus.DISCARDED
    return take_in(session, letter_of(message), now=now)


@use_case
def discard_letter(session: Session, message_id: int, *, actor: Actor, now: datetime) -> None:
    """An admin drops it: it is kept, and never tried again. Raises NotFound, NotPermitted, Refused."""
    actor.require(Permission.ADMINISTER)
    message = _open_message(session, message_id)
    message.status, message.waits_for = InboundStatus.DISCARDED.value, None
    message.settled_at = now
    _record(session, "inbound.discarded", message, actor=actor, now=now)


def _open_message(session: AnySession, message_id: int) -> InboundMessage:
    message = session.get(InboundMessage, message_id, populate_existing=True)
    if message is None:
        raise NotFound("There is no such message. Reload the page.")
    if message.status in (InboundStatus.APPLIED, InboundStatus.DISCARDED):
        raise Refused(f"This message is {message.status} already: nothing is left to do.")
    return message


@use_case
def _record(session: Session, kind: str, message: InboundMessage, *, actor: Actor, now: datetime) -> None:
    facts = {"task": message.task, "key": message.key, "message_id": message.id}
    record_people_events(session, [Happening(kind, facts=facts)], actor=actor, now=now)


@use_case
def _record_all(session: Session, happening: Happening, *, actor: Actor, now: datetime) -> None:
    record_people_events(session, [happening], actor=actor, now=now)

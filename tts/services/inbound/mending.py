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
from tts.services.inbound.letters import letter_of
from tts.services.inbound.take_in import take_in
from tts.services.record import record_people_events
from tts.services.transaction import use_case

AnySession = Session | scoped_session[Any]


def retry_letter(session: AnySession, message_id: int, *, actor: Actor, now: datetime) -> InboundStatus:
    """An admin has it tried again; what becomes of it. Raises NotFound, NotPermitted, Refused (settled)."""
    actor.require(Permission.ADMINISTER)
    message = _open_message(session, message_id)
    if message.body is None:
        raise Refused("This message could not be read, so it cannot be tried again. Discard it.")
    letter = letter_of(message)
    _record(session, "inbound.retried", message, actor=actor, now=now)
    return take_in(session, letter, now=now)


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
    happening = Happening(kind, facts={"task": message.task, "key": message.key})
    record_people_events(session, [happening], actor=actor, now=now)

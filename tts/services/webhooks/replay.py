"""Sending a message of a webhook again, also one that arrived."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor
from tts.domain.webhooks import destination_of
from tts.domain.words import OutboxStatus
from tts.models import OutboxMessage
from tts.services.outbox import Message, retry_message, write_messages
from tts.services.transaction import use_case
from tts.services.webhooks.rows import lock_webhook, record

AGAIN = (OutboxStatus.WAITING.value, OutboxStatus.FAILED.value)


@use_case
def replay_message(
    session: Session, webhook_id: int, message_id: int, *, actor: Actor, now: datetime
) -> None:
    """Make it due at once; one that has ended goes anew under a new id, for receivers know the old one.

    Raises NotPermitted, NotFound, MessageInHand.
    """
    row = lock_webhook(session, webhook_id, actor)
    message = session.get(OutboxMessage, message_id, populate_existing=True)
    if message is None or message.destination != destination_of(row.id):
        raise NotFound("This webhook has no such message. Its page lists those it has.")
    if message.status in AGAIN:
        retry_message(session, message_id, actor=actor, now=now)
        return
    again = Message(message.destination, message.kind, message.payload, key=f"replay_{uuid.uuid4().hex}")
    write_messages(session, [again], ticket_id=message.ticket_id, now=now)
    record(session, "webhook.replayed", row, actor, now, message_id=message_id, message=message.kind)

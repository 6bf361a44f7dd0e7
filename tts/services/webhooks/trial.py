"""Trying a webhook out: a test message that goes the same way as any other, at once and only once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.permissions import Actor
from tts.domain.webhooks import TEST, destination_of
from tts.models import OutboxMessage
from tts.services.outbox import ClaimedMessage, Courier, DeliveryFailure
from tts.services.outbox.claim import LEASE
from tts.services.outbox.deliver import carry
from tts.services.outbox.settle import settle_delivered, settle_refused
from tts.services.transaction import AnySession, use_case
from tts.services.webhooks.payload import moment
from tts.services.webhooks.rows import lock_webhook, record


def try_webhook(
    session: AnySession, webhook_id: int, courier: Courier, *, actor: Actor, clock: Callable[[], datetime]
) -> tuple[int, DeliveryFailure | None, str]:
    """Send one test message now: its id, why it did not arrive (or None), and what was answered.

    It is written first, in hand from its birth, so the log shows it whatever happens then. It is never tried
    again by itself; silence counts as such. Raises NotPermitted, NotFound.
    """
    message, token = _write(session, webhook_id, actor=actor, now=clock())
    failure, answer = carry(message, courier)
    if failure is None:
        settle_delivered(session, message, token=token, now=clock(), answer=answer)
    else:
        settle_refused(session, message, failure, token=token, now=clock(), dice=0.0, is_last=True)
    return message.id, failure, answer or ""


@use_case
def _write(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> tuple[ClaimedMessage, str]:
    row = lock_webhook(session, webhook_id, actor)
    token = secrets.token_hex(16)
    payload = {
        "type": TEST,
        "timestamp": moment(now),
        "data": {"webhook": row.name, "sent_by": actor.name, "words": "This is a test. Nothing happened."},
    }
    values = {
        "key": f"test_{secrets.token_hex(12)}",
        "destination": destination_of(row.id),
        "kind": TEST,
        "payload": payload,
        "created_at": now,
        "next_at": now + LEASE,
        "token": token,
        "attempts": 1,
    }
    columns = [getattr(OutboxMessage, name) for name in ClaimedMessage.__slots__]
    written = session.execute(sa.insert(OutboxMessage).values(**values).returning(*columns)).one()
    record(session, "webhook.tested", row, actor, now)
    return ClaimedMessage(*written), token

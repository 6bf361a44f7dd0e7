"""What admins do with a webhook: change, pause, resume, rotate its secret, delete. Each is an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.outside_address import Network
from tts.domain.permissions import SYSTEM, Actor
from tts.domain.webhooks import OVERLAP, destination_of
from tts.domain.words import OutboxStatus
from tts.models import Destination, OutboxMessage, Webhook
from tts.services.transaction import AnySession, use_case
from tts.services.webhooks.refusals import refusals_kept
from tts.services.webhooks.rows import (
    WebhookRequest,
    draw_secret,
    lock_webhook,
    read_request,
    record,
)

UNDELIVERED = (OutboxStatus.WAITING.value, OutboxStatus.FAILED.value)
GONE = "Its address answered 410 Gone."


def change_webhook(
    session: AnySession,
    webhook_id: int,
    asked: WebhookRequest,
    *,
    networks: Sequence[Network] = (),
    actor: Actor,
    now: datetime,
) -> None:
    """Change what it hears of and where it leads; its secret stays.

    Raises NotFound, NotPermitted, Invalid with the fields.
    """
    with refusals_kept(session, asked.url, actor=actor, now=now):
        _change(session, webhook_id, asked, networks, actor=actor, now=now)


@use_case
def _change(
    session: Session,
    webhook_id: int,
    asked: WebhookRequest,
    networks: Sequence[Network],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    row = lock_webhook(session, webhook_id, actor)
    values = read_request(session, asked, networks)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.changed_at = now
    if "url" in changed:
        _forget_answers(session, row)
    record(session, "webhook.changed", row, actor, now, fields=changed)


@use_case
def pause_webhook(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> None:
    """Send nothing until it is resumed; what happens meanwhile it never hears of. Again changes nothing."""
    row = lock_webhook(session, webhook_id, actor)
    if row.paused_at is None:
        row.paused_at, row.pause_reason = now, None
        record(session, "webhook.paused", row, actor, now)


@use_case
def resume_webhook(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> None:
    """Send again: what waits at once, and what happens from now on. Doing it again changes nothing."""
    row = lock_webhook(session, webhook_id, actor)
    if row.paused_at is not None:
        row.paused_at, row.pause_reason = None, None
        _forget_answers(session, row)
        record(session, "webhook.resumed", row, actor, now)


@use_case
def retire_webhook(session: Session, webhook_id: int, *, now: datetime) -> None:
    """Pause one whose address said that it is gone for good; admins resume it."""
    row = lock_webhook(session, webhook_id, SYSTEM)
    if row.paused_at is None:
        row.paused_at, row.pause_reason = now, GONE
        record(session, "webhook.disabled", row, SYSTEM, now)


@use_case
def rotate_secret(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> str:
    """Make a new secret, which can be read this once; the old one signs beside it for a day."""
    row = lock_webhook(session, webhook_id, actor)
    row.previous_secret, row.previous_until = row.secret, now + OVERLAP
    row.secret = draw_secret()
    row.changed_at = now
    record(session, "webhook.secret_rotated", row, actor, now)
    return row.secret


@use_case
def delete_webhook(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> int:
    """Remove it with its secrets; what was not delivered is discarded, and how many messages that are."""
    row = lock_webhook(session, webhook_id, actor)
    discarded = session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.destination == destination_of(row.id), OutboxMessage.status.in_(UNDELIVERED))
        .values(status=OutboxStatus.DISCARDED.value, ended_at=now, token=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    ).all()
    record(session, "webhook.deleted", row, actor, now, discarded=len(discarded))
    _forget_answers(session, row)
    session.delete(row)
    return len(discarded)


def _forget_answers(session: Session, row: Webhook) -> None:
    """What is known of how its address answers counts no more."""
    name = destination_of(row.id)
    session.execute(
        sa.delete(Destination).where(Destination.name == name).execution_options(synchronize_session=False)
    )

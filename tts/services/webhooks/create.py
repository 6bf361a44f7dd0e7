"""Making a webhook, and keeping a record of one that was refused for where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, Refused
from tts.domain.events import Happening
from tts.domain.outside_address import Network
from tts.domain.permissions import Actor, Permission
from tts.models import Webhook
from tts.services.record import lock_people_chain, record_people_events
from tts.services.transaction import use_case
from tts.services.webhooks.rows import WebhookRequest, draw_secret, host_of, read_request, record

__all__ = ["WebhookRequest", "create_webhook", "record_refusal"]
MOST = 50


class TooManyWebhooks(Refused):
    """Every event is written once for each of them."""

    title = "Too many webhooks"


@use_case
def create_webhook(
    session: Session, asked: WebhookRequest, *, networks: Sequence[Network] = (), actor: Actor, now: datetime
) -> tuple[int, str]:
    """Make a webhook; its id and its secret, which can be read this once.

    It hears of what happens from now on. Raises NotPermitted, Invalid with the fields, TooManyWebhooks.
    """
    actor.require(Permission.ADMINISTER)
    values = read_request(session, asked, networks)
    lock_people_chain(session)
    if (session.scalar(sa.select(sa.func.count()).select_from(Webhook)) or 0) >= MOST:
        raise TooManyWebhooks(f"There are {MOST} webhooks: delete one before making another.")
    secret = draw_secret()
    row = Webhook(secret=secret, created_by_id=actor.user_id, created_at=now, changed_at=now, **values)
    session.add(row)
    session.flush()
    record(session, "webhook.created", row, actor, now)
    return row.id, secret


@use_case
def record_refusal(session: Session, url: str, refusal: Invalid, *, actor: Actor, now: datetime) -> None:
    """Keep that somebody wanted a webhook to an address that is out of reach. Raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    facts = {"host": host_of(url.replace("\0", ""))}
    happening = Happening("webhook.refused", reason=refusal.fields.get("url"), facts=facts)
    record_people_events(session, [happening], actor=actor, now=now)

"""Making a webhook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Refused
from tts.domain.outside_address import Network
from tts.domain.permissions import Actor, Permission
from tts.models import Webhook
from tts.services.record import lock_people_chain
from tts.services.transaction import AnySession, use_case
from tts.services.webhooks.refusals import refusals_kept
from tts.services.webhooks.rows import WebhookRequest, draw_secret, read_request, record

MOST = 50


class TooManyWebhooks(Refused):
    """Every event is written once for each of them."""

    title = "Too many webhooks"


def create_webhook(
    session: AnySession,
    asked: WebhookRequest,
    *,
    networks: Sequence[Network] = (),
    actor: Actor,
    now: datetime,
) -> tuple[int, str]:
    """Make a webhook; its id and its secret, which can be read this once.

    It hears of what happens from now on. Raises NotPermitted, Invalid with the fields, TooManyWebhooks.
    """
    with refusals_kept(session, asked.url, actor=actor, now=now):
        return _create(session, asked, networks, actor=actor, now=now)


@use_case
def _create(
    session: Session, asked: WebhookRequest, networks: Sequence[Network], *, actor: Actor, now: datetime
) -> tuple[int, str]:
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

"""Short words for tests of webhooks: one is made, events are told, messages leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.fixtures.receivers import HOUSE
from tts.adapters.guarded_post import GuardedPost
from tts.cli.worker.hooks import HookRound, TellRound
from tts.cli.worker.lanes import Lanes
from tts.domain.permissions import SYSTEM
from tts.domain.webhooks import destination_of
from tts.models import Event, OutboxMessage, Webhook
from tts.services.webhooks import WebhookRequest, create_webhook

Db = Session | scoped_session[Session]


def make_hook(session: Db, url: str = "https://hooks.example/x", **asked: Any) -> tuple[int, str]:
    """A webhook, and its secret."""
    request = WebhookRequest(asked.pop("name", "Harbour"), url, **asked)
    return create_webhook(session, request, networks=HOUSE, actor=SYSTEM, now=MORNING)


def tell(session: Db, now: datetime = MORNING) -> int:
    """One round over the news; how many events it told."""
    return TellRound("https://desk.example").run(session, lambda: now, lambda: False).done


def send(session: Db, now: datetime = MORNING, **way: Any) -> tuple[int, int]:
    """One round over what is due: how many arrived, how many attempts failed."""
    lanes = Lanes(lambda: False, waits=True)
    way_out = GuardedPost(way.pop("networks", HOUSE), **way)
    done = HookRound(way_out, lanes).run(session, lambda: now, lambda: False)
    session.rollback()
    return done.done, done.failed


def messages_to(session: Db, webhook_id: int) -> list[OutboxMessage]:
    """Its messages, oldest first, as they are now."""
    session.expire_all()
    found = sa.select(OutboxMessage).where(OutboxMessage.destination == destination_of(webhook_id))
    return list(session.scalars(found.order_by(OutboxMessage.id)))


def hook_of(session: Db, webhook_id: int) -> Webhook:
    """Its row as it is now."""
    session.expire_all()
    return session.get_one(Webhook, webhook_id)


def setting_events(session: Db) -> list[tuple[str, dict[str, Any]]]:
    """What the chain of people and settings says of webhooks."""
    found = sa.select(Event).where(Event.kind.startswith("webhook.")).order_by(Event.id)
    return [(event.kind, dict(event.facts)) for event in session.scalars(found)]

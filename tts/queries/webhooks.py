"""Webhooks for admins: where they lead, what they hear of, how they answer; and for those who deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.domain.values import LARGEST_ID
from tts.domain.webhooks import destination_of
from tts.domain.words import OutboxStatus
from tts.models import Destination, EventNews, OutboxMessage, Webhook, Workflow
from tts.queries.outbox import MessageRow, OutboxFilter, destinations_with_due, outbox_page
from tts.queries.paging import AnySession, Page


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook as whoever delivers needs it; its secrets are in no text of it."""

    id: int
    url: str
    secret: str
    previous_secret: str | None
    previous_until: datetime | None

    def __repr__(self) -> str:
        return f"Endpoint({self.id})"

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """Those that sign at that moment, the newest first."""
        if self.previous_secret and self.previous_until and now < self.previous_until:
            return (self.secret, self.previous_secret)
        return (self.secret,)


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook without its secrets. `workflow`: the name of the only one it hears of, "" for any."""

    id: int
    name: str
    url: str
    kinds: Sequence[str]
    workflow_id: int | None
    workflow: str
    previous_until: datetime | None
    paused_at: datetime | None
    pause_reason: str | None
    created_at: datetime
    waiting: int
    failed: int
    failures: int
    open_until: datetime | None
    answered_at: datetime | None
    reason: str | None

    @property
    def destination(self) -> str:
        """Its name in the outbox."""
        return destination_of(self.id)


def list_webhooks(session: AnySession, actor: Actor) -> list[WebhookRow]:
    """All of them, oldest first, in three statements; raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    return _rows(session, sa.true())


def find_webhook(session: AnySession, actor: Actor, webhook_id: int) -> WebhookRow:
    """One of them, in three statements; raises NotPermitted, NotFound."""
    actor.require(Permission.ADMINISTER)
    rows = _rows(session, Webhook.id == webhook_id) if webhook_id <= LARGEST_ID else []
    if not rows:
        raise NotFound("There is no such webhook. The list shows those there are.")
    return rows[0]


def deliveries_page(
    session: AnySession, actor: Actor, webhook_id: int, *, cursor: str | None = None
) -> Page[MessageRow]:
    """A page of its messages, newest first, in one statement; raises NotPermitted, Invalid."""
    wanted = OutboxFilter(destination=destination_of(webhook_id))
    return outbox_page(session, actor, wanted, cursor=cursor)


def workflow_choices(session: AnySession, actor: Actor) -> list[tuple[int, str]]:
    """The workflows a webhook may be limited to, by name; raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    rows = session.execute(sa.select(Workflow.id, Workflow.name).order_by(Workflow.name, Workflow.id))
    return [(row.id, row.name) for row in rows]


def count_webhooks(session: AnySession) -> int:
    """How many there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(Webhook)) or 0


def has_news(session: AnySession) -> bool:
    """Whether some event is still to be told."""
    return session.scalar(sa.select(EventNews.event_id).limit(1)) is not None


def find_endpoint(session: AnySession, actor: Actor, webhook_id: int) -> Endpoint:
    """One webhook, paused or not, as it is delivered to; raises NotPermitted, NotFound."""
    actor.require(Permission.ADMINISTER)
    row = session.execute(_endpoints().where(Webhook.id == webhook_id)).first()
    if row is None:
        raise NotFound("There is no such webhook. The list shows those there are.")
    return Endpoint(*row)


def endpoints_with_due(session: AnySession, *, now: datetime) -> list[Endpoint]:
    """Those that are not paused and have something due, in at most two statements."""
    found = session.execute(_endpoints().where(Webhook.paused_at.is_(None)).order_by(Webhook.id)).all()
    endpoints = {destination_of(row.id): Endpoint(*row) for row in found}
    if not endpoints:
        return []
    due = destinations_with_due(session, endpoints, now=now)
    return [endpoint for name, endpoint in endpoints.items() if name in due]


def _endpoints() -> sa.Select[Any]:
    return sa.select(*(getattr(Webhook, name) for name in Endpoint.__slots__))


def _rows(session: AnySession, condition: sa.ColumnElement[bool]) -> list[WebhookRow]:
    """With what waits and failed, and how each answers."""
    found = session.execute(
        sa.select(Webhook, Workflow.name.label("workflow_name"))
        .outerjoin(Workflow, Workflow.id == Webhook.workflow_id)
        .where(condition)
        .order_by(Webhook.id)
    ).all()
    names = [destination_of(row.Webhook.id) for row in found]
    counts = _counts(session, names)
    breakers = {one.name: one for one in session.scalars(_of(Destination.name, names))}
    return [_row(row, counts, breakers) for row in found]


def _of(column: Any, names: Sequence[str]) -> sa.Select[tuple[Destination]]:
    return sa.select(Destination).where(column.in_(names))


def _counts(session: AnySession, names: Sequence[str]) -> dict[tuple[str, str], int]:
    by = (OutboxMessage.destination, OutboxMessage.status)
    left = (OutboxStatus.WAITING.value, OutboxStatus.FAILED.value)
    rows = session.execute(
        sa.select(*by, sa.func.count().label("total"))
        .where(OutboxMessage.status.in_(left), OutboxMessage.destination.in_(names))
        .group_by(*by)
    )
    return {(row.destination, row.status): row.total for row in rows}


def _row(row: Any, counts: Mapping[tuple[str, str], int], breakers: Mapping[str, Destination]) -> WebhookRow:
    hook: Webhook = row.Webhook
    name = destination_of(hook.id)
    breaker = breakers.get(name)
    gone = "a workflow that was deleted" if hook.workflow_id else ""
    return WebhookRow(
        hook.id,
        hook.name,
        hook.url,
        hook.kinds,
        hook.workflow_id,
        row.workflow_name or gone,
        hook.previous_until,
        hook.paused_at,
        hook.pause_reason,
        hook.created_at,
        counts.get((name, OutboxStatus.WAITING.value), 0),
        counts.get((name, OutboxStatus.FAILED.value), 0),
        breaker.failures if breaker else 0,
        breaker.open_until if breaker else None,
        breaker.answered_at if breaker else None,
        breaker.reason if breaker else None,
    )

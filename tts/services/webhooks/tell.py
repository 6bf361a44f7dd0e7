"""Telling webhooks of what happened: events become outbox rows, once each, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Stream
from tts.domain.webhooks import destination_of, is_wanted
from tts.models import Event, EventNews, Webhook
from tts.queries.webhook_subjects import Subject, subjects_of
from tts.services.outbox import Message, write_messages
from tts.services.transaction import use_case
from tts.services.webhooks.payload import payload_of

BATCH = 200


@use_case
def tell_webhooks(session: Session, *, public_url: str | None = None, now: datetime) -> int:
    """Write the messages of a batch of news, and how many events it was; a batch costs six statements.

    One worker at a time does so, so that what is told of a ticket keeps its order. The events stop being news
    in the same transaction; the key of a message is of event and webhook, so it is never written twice.
    """
    if not _is_alone(session):
        return 0
    events = session.scalars(
        sa.select(Event)
        .join(EventNews, EventNews.event_id == Event.id)
        .order_by(EventNews.event_id)
        .limit(BATCH)
    ).all()
    if not events:
        return 0
    hooks = _listening(session)
    subjects = subjects_of(session, events)
    told = [_messages(event, hooks, subjects, public_url) for event in events]
    messages = [message for of_event in told for message in of_event]
    tickets = [
        event.stream_id if event.stream == Stream.TICKET else None
        for event, of_event in zip(events, told, strict=True)
        for _ in of_event
    ]
    write_messages(session, messages, ticket_id=tickets, now=now)
    session.execute(
        sa.delete(EventNews)
        .where(EventNews.event_id.in_([event.id for event in events]))
        .execution_options(synchronize_session=False)
    )
    return len(events)


def _is_alone(session: Session) -> bool:
    """Whether nobody else tells at this moment; on SQLite writers take turns anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(sa.text("SELECT pg_try_advisory_xact_lock(778002)")))


def _listening(session: Session) -> Sequence[Webhook]:
    """Those that are not paused; none of them is deleted before its messages are written."""
    found = sa.select(Webhook).where(Webhook.paused_at.is_(None)).order_by(Webhook.id)
    return session.scalars(found.with_for_update(read=True)).all()


def _messages(
    event: Event,
    hooks: Sequence[Webhook],
    subjects: Mapping[tuple[str, int], Subject],
    public_url: str | None,
) -> list[Message]:
    subject = subjects.get((event.stream, event.stream_id))
    if subject is None:
        return []
    wanting = [
        hook
        for hook in hooks
        if is_wanted(event.kind, hook.kinds) and hook.workflow_id in (None, subject.workflow_id)
    ]
    if not wanting:
        return []
    payload = payload_of(event, subject, public_url)
    return [
        Message(
            destination_of(hook.id), event.kind, payload, key=f"evt_{event.id}_{hook.id}_{event.hash[:16]}"
        )
        for hook in wanting
    ]

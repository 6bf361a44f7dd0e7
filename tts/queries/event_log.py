"""The record as those who may see the audit log read it: narrowed, newest first, a page is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.events import Stream
from tts.models import Anchor, Event, Ticket, Workflow

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the log is narrowed to; `kind` is a whole kind or a group ("item."), `begins_at` <= at < `ends_at`."""

    stream: str = ""
    ticket: str = ""
    workflow_id: int | None = None
    kind: str = ""
    actor_id: int | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event, with what it is about: the ticket's number, or the workflow's name of today."""

    id: int
    stream: str
    stream_id: int
    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    kind: str
    was: str | None
    became: str | None
    reason: str | None
    facts: dict[str, Any]
    hash: str
    number: str | None
    workflow_name: str | None


def list_events(
    session: AnySession, wanted: EventFilter, *, limit: int, before_id: int | None = None
) -> Sequence[EventLine]:
    """Events that fit, the newest first, from before the event `before_id` on."""
    statement = (
        sa.select(
            Event.id,
            Event.stream,
            Event.stream_id,
            Event.seq,
            Event.at,
            Event.actor_id,
            Event.actor_name,
            Event.kind,
            Event.was,
            Event.became,
            Event.reason,
            Event.facts,
            Event.hash,
            Ticket.number,
            Workflow.name,
        )
        .outerjoin(Ticket, _about(Stream.TICKET, Ticket.id))
        .outerjoin(Workflow, _about(Stream.WORKFLOW, Workflow.id))
        .where(*_narrowed(wanted))
        .order_by(Event.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(Event.id < before_id)
    return [EventLine(*row) for row in session.execute(statement)]


def ticket_id_of_number(session: AnySession, number: str) -> int | None:
    """The id of the ticket of that number, however its letters are written; None when there is none."""
    return session.scalar(sa.select(Ticket.id).where(Ticket.number == number.strip().upper()))


def last_anchor(session: AnySession) -> Anchor | None:
    """The newest anchor, if one was ever written."""
    return session.scalar(sa.select(Anchor).order_by(Anchor.id.desc()).limit(1))


def _about(stream: Stream, key: Any) -> sa.ColumnElement[bool]:
    return sa.and_(Event.stream == stream.value, key == Event.stream_id)


def _narrowed(wanted: EventFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.ticket:
        number = wanted.ticket.strip().upper()
        chain = sa.select(Ticket.id).where(Ticket.number == number).scalar_subquery()
        conditions += [Event.stream == Stream.TICKET.value, Event.stream_id == chain]
    elif wanted.workflow_id is not None:
        conditions += [Event.stream == Stream.WORKFLOW.value, Event.stream_id == wanted.workflow_id]
    elif wanted.stream:
        conditions.append(Event.stream == wanted.stream)
    if wanted.kind.endswith("."):
        conditions.append(Event.kind.startswith(wanted.kind, autoescape=True))
    elif wanted.kind:
        conditions.append(Event.kind == wanted.kind)
    if wanted.actor_id is not None:
        conditions.append(Event.actor_id == wanted.actor_id)
    if wanted.begins_at is not None:
        conditions.append(Event.at >= wanted.begins_at)
    if wanted.ends_at is not None:
        conditions.append(Event.at < wanted.ends_at)
    return conditions

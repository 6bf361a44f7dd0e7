"""The event log: everything that happened, newest first, by kind, person, subject and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.events import Stream
from tts.domain.permissions import Actor, Permission
from tts.models import Event, Ticket, Workflow
from tts.queries.paging import PAGE_SIZE, Order, Page, read_page

AnySession = Session | scoped_session[Any]
GROUPS = (
    *("ticket", "item", "clock", "escalation", "workflow", "user", "role", "member", "leave", "token"),
    *("credential", "connection", "outbox", "inbound", "webhook"),
)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What of the log is wanted; `kind` is a whole kind or one of GROUPS, times are aware."""

    kind: str = ""
    actor_id: int | None = None
    person: str = ""
    stream: str = ""
    stream_id: int | None = None
    ticket_number: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; `subject` is the ticket's number or the workflow's name, None for people and settings."""

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
    workflow_version_id: int | None
    facts: Mapping[str, Any]
    hash: str
    subject: str | None


def event_page(
    session: AnySession,
    actor: Actor,
    wanted: EventFilter,
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
    oldest_first: bool = False,
) -> Page[EventRow]:
    """A page of the log, the newest first unless told otherwise, in one statement.

    Raises NotPermitted without the permission to see the audit log, Invalid for a cursor nobody wrote.
    """
    actor.require(Permission.AUDIT)
    order = Order((Event.__table__.c.id,), descending=not oldest_first)
    statement = _events().where(*_conditions(wanted))
    return read_page(
        session, statement, order, _row, cursor=cursor, size=limit, offset=offset, counted=counted
    )


def known_kinds(session: AnySession) -> list[str]:
    """The kinds that have happened, for the choice in the filter."""
    return list(session.scalars(sa.select(Event.kind).distinct().order_by(Event.kind)))


def _row(row: Any) -> EventRow:
    return EventRow(**{name: getattr(row, name) for name in EventRow.__slots__})


def _events() -> sa.Select[Any]:
    columns = [getattr(Event, name) for name in EventRow.__slots__ if name != "subject"]
    subject = sa.case(
        (Event.stream == Stream.TICKET.value, Ticket.number),
        (Event.stream == Stream.WORKFLOW.value, Workflow.name),
    )
    return (
        sa.select(*columns, subject.label("subject"))
        .outerjoin(Ticket, (Event.stream == Stream.TICKET.value) & (Ticket.id == Event.stream_id))
        .outerjoin(Workflow, (Event.stream == Stream.WORKFLOW.value) & (Workflow.id == Event.stream_id))
    )


def _conditions(wanted: EventFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.kind in GROUPS:
        conditions.append(Event.kind.startswith(f"{wanted.kind}.", autoescape=True))
    elif wanted.kind:
        conditions.append(Event.kind == wanted.kind)
    if wanted.actor_id is not None:
        conditions.append(Event.actor_id == wanted.actor_id)
    if wanted.person.strip():
        conditions.append(Event.actor_name.icontains(wanted.person.strip()[:100], autoescape=True))
    if wanted.stream:
        conditions.append(Event.stream == wanted.stream)
    if wanted.stream_id is not None:
        conditions.append(Event.stream_id == wanted.stream_id)
    if wanted.ticket_number.strip():
        conditions += [
            Event.stream == Stream.TICKET.value,
            Event.stream_id.in_(
                sa.select(Ticket.id).where(Ticket.number == wanted.ticket_number.strip().upper())
            ),
        ]
    if wanted.since is not None:
        conditions.append(Event.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Event.at < wanted.until)
    return conditions

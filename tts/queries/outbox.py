"""Messages that leave, for admins: what waits, what failed and why, and how each destination answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.domain.values import LARGEST_ID
from tts.domain.words import BROKER, OPENID, RESET_MAIL, OutboxStatus
from tts.models import Destination, OutboxMessage, Task, Ticket
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page

HIDDEN = "not shown: it is for its reader alone"


@dataclass(frozen=True, slots=True)
class OutboxFilter:
    """Which messages are wanted; "" means any."""

    status: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message without its payload; `remark` says why it failed, or failed last. `ticket_number`: if any."""

    id: int
    key: str
    destination: str
    kind: str
    status: str
    remark: str | None
    created_at: datetime
    next_at: datetime
    attempts: int
    token: str | None
    ended_at: datetime | None
    ticket_number: str | None
    is_asked: bool

    @property
    def may_be_discarded(self) -> bool:
        """Whether it can be given up: not the question that its ticket waits to have answered."""
        return self.may_be_acted_on and not self.is_asked

    @property
    def may_be_acted_on(self) -> bool:
        """Whether it can be tried again or given up."""
        return self.status in (OutboxStatus.WAITING, OutboxStatus.FAILED)

    def is_in_hand(self, now: datetime) -> bool:
        """Whether somebody delivers it at this moment."""
        return self.status == OutboxStatus.WAITING and self.token is not None and self.next_at > now


@dataclass(frozen=True, slots=True)
class DestinationState:
    """How much waits for and failed at a destination, and what its breaker says."""

    name: str
    waiting: int
    failed: int
    failures: int = 0
    open_until: datetime | None = None
    reason: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts by status within the chosen destination, and every destination there ever was."""

    counts: Mapping[str, int]
    destinations: Sequence[DestinationState]


def destinations_with_due(session: AnySession, names: Collection[str], *, now: datetime) -> frozenset[str]:
    """Those of these destinations that have something due and are not left in peace, in one statement."""
    due = (
        sa.select(OutboxMessage.destination)
        .distinct()
        .outerjoin(Destination, Destination.name == OutboxMessage.destination)
        .where(
            OutboxMessage.status == sa.literal_column(f"'{OutboxStatus.WAITING.value}'"),
            OutboxMessage.destination.in_(names),
            OutboxMessage.next_at <= now,
            sa.or_(Destination.open_until.is_(None), Destination.open_until <= now),
        )
    )
    return frozenset(session.scalars(due))


def outbox_page(
    session: AnySession,
    actor: Actor,
    wanted: OutboxFilter,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[MessageRow]:
    """A page of messages, newest first, in one statement; raises NotPermitted, Invalid for a bad cursor."""
    actor.require(Permission.ADMINISTER)
    statement = _messages()
    if wanted.status:
        statement = statement.where(OutboxMessage.status == wanted.status)
    if wanted.destination:
        statement = statement.where(OutboxMessage.destination == wanted.destination)
    newest_first = Order((sa.inspect(OutboxMessage).columns["id"],), descending=True)
    return read_page(
        session, statement, newest_first, _row, cursor=cursor, size=size, offset=offset, counted=counted
    )


def find_message(session: AnySession, actor: Actor, message_id: int) -> tuple[MessageRow, Mapping[str, Any]]:
    """One message and its payload, without secrets of others; raises NotPermitted, NotFound."""
    actor.require(Permission.ADMINISTER)
    found = _messages().add_columns(OutboxMessage.payload).where(OutboxMessage.id == message_id)
    row = session.execute(found).first() if message_id <= LARGEST_ID else None
    if row is None:
        raise NotFound("There is no such message. The list shows those there are.")
    return _row(row), readable_payload(row.kind, row.payload)


def readable_payload(kind: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an admin may read of a message: whoever reads a link to a new password could take it."""
    if kind != RESET_MAIL:
        return payload
    return {name: HIDDEN if name in ("text", "html") else value for name, value in payload.items()}


def outbox_overview(
    session: AnySession, actor: Actor, *, destination: str = "", known: Collection[str] = ()
) -> Overview:
    """Counts and destinations, those in `known` too, in two statements; raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    total = sa.func.count().label("total")
    by = (OutboxMessage.destination, OutboxMessage.status)
    rows = session.execute(sa.select(*by, total).group_by(*by)).all()
    counts = Counter[str]()
    for row in rows:
        if destination in ("", row.destination):
            counts[row.status] += row.total
    totals = {(row.destination, row.status): row.total for row in rows}
    breakers = {row.name: row for row in session.scalars(sa.select(Destination))}
    names = sorted(({row.destination for row in rows} | set(breakers) | set(known)) - {BROKER, OPENID})
    return Overview(counts, [_state(name, totals, breakers.get(name)) for name in names])


def _state(name: str, totals: Mapping[tuple[str, str], int], breaker: Destination | None) -> DestinationState:
    waiting = totals.get((name, OutboxStatus.WAITING.value), 0)
    failed = totals.get((name, OutboxStatus.FAILED.value), 0)
    if breaker is None:
        return DestinationState(name, waiting, failed)
    return DestinationState(
        name,
        waiting,
        failed,
        breaker.failures,
        breaker.open_until,
        breaker.reason,
        breaker.answered_at,
    )


def is_asked() -> sa.ColumnElement[bool]:
    """Whether a message is the last question to a system for whose answer its ticket waits."""
    later = aliased(OutboxMessage)
    waits = sa.exists().where(
        Task.ticket_id == OutboxMessage.ticket_id, Task.waiting_on == OutboxMessage.destination
    )
    is_followed = sa.exists().where(
        later.ticket_id == OutboxMessage.ticket_id,
        later.destination == OutboxMessage.destination,
        later.id > OutboxMessage.id,
    )
    return sa.and_(waits, ~is_followed)


def _messages() -> sa.Select[Any]:
    told = {"ticket_number": Ticket.number, "is_asked": is_asked()}
    columns = [
        told[name].label(name) if name in told else getattr(OutboxMessage, name)
        for name in MessageRow.__slots__
    ]
    return sa.select(*columns).outerjoin(Ticket, Ticket.id == OutboxMessage.ticket_id)


def _row(row: Any) -> MessageRow:
    return MessageRow(**{name: getattr(row, name) for name in MessageRow.__slots__})

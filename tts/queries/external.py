"""What waits for which system and since when, what it was sent, and what it proves itself by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.ending import NAME_OF, OURSELVES
from tts.domain.events import Stream
from tts.domain.permissions import Actor, Permission
from tts.models import Event, ExternalAnswer, OutboxMessage, SystemCredential, Task, Ticket
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page


@dataclass(frozen=True, slots=True)
class SystemState:
    """How much waits for a system, since when, and what it proves itself by."""

    system: str
    name: str
    is_configured: bool
    waiting: int
    waits_since: datetime | None
    credentials: Sequence[SystemCredential]
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    """A ticket that waits for a system."""

    id: int
    number: str
    subject: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SentRequest:
    """The newest message by which a system was asked about a ticket; `remark` is what it said.

    Where its failure `is_ours` that is why TTS could not hand it over.
    """

    id: int
    status: str
    remark: str | None
    payload: dict[str, Any]
    refused_by: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it failed, and not by the system's own word."""
        return self.refused_by == OURSELVES


def system_states(session: AnySession, actor: Actor, *, configured: Collection[str]) -> list[SystemState]:
    """Each system in three statements; raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    waits = session.execute(
        sa.select(Task.waiting_on, sa.func.count().label("total"), sa.func.min(Task.paused_at).label("since"))
        .where(Task.waiting_on.is_not(None), Task.ended_at.is_(None))
        .group_by(Task.waiting_on)
    ).all()
    answered = session.execute(
        sa.select(ExternalAnswer.system, sa.func.max(ExternalAnswer.at).label("at")).group_by(
            ExternalAnswer.system
        )
    ).all()
    valid = session.scalars(
        sa.select(SystemCredential).where(SystemCredential.revoked_at.is_(None)).order_by(SystemCredential.id)
    ).all()
    totals = {row.waiting_on: row for row in waits}
    times = {row.system: row.at for row in answered}
    return [
        SystemState(
            system,
            name,
            system in configured,
            totals[system].total if system in totals else 0,
            totals[system].since if system in totals else None,
            [row for row in valid if row.system == system],
            times.get(system),
        )
        for system, name in NAME_OF.items()
    ]


def waiting_tickets(
    session: AnySession,
    actor: Actor,
    system: str,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[WaitingTicket]:
    """A page of what waits for a system, longest first, in one statement; raises NotPermitted, Invalid."""
    actor.require(Permission.ADMINISTER)
    statement = (
        sa.select(Ticket.id, Ticket.number, Ticket.subject, Task.paused_at.label("since"))
        .join(Task, Task.ticket_id == Ticket.id)
        .where(Task.waiting_on == system, Task.ended_at.is_(None))
    )
    columns = sa.inspect(Task).columns
    order = Order((columns["paused_at"], columns["id"]))
    return read_page(
        session, statement, order, _waiting_of, cursor=cursor, size=size, offset=offset, counted=counted
    )


def sent_request(session: AnySession, ticket_id: int, system: str) -> SentRequest | None:
    """The newest message of a ticket to a system, or None; one statement. The caller may see the ticket."""
    refusal = (
        sa.select(Event.facts)
        .where(
            Event.stream == Stream.TICKET.value, Event.stream_id == ticket_id, Event.kind == "outbox.refused"
        )
        .order_by(Event.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(
            OutboxMessage.id, OutboxMessage.status, OutboxMessage.remark, OutboxMessage.payload, refusal
        )
        .where(OutboxMessage.ticket_id == ticket_id, OutboxMessage.destination == system)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    message_id, status, remark, payload, facts = row
    return SentRequest(message_id, status, remark, payload, (facts or {}).get("refused_by"))


def _waiting_of(row: Any) -> WaitingTicket:
    return WaitingTicket(row.id, row.number, row.subject, row.since)

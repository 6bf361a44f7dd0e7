"""Ending a ticket before its time: withdrawn by who asked for it, cancelled by the staff (section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.acting import may_coordinate, say_ago
from tts.domain.errors import ActedAlready, NotPermitted
from tts.domain.escalation import EscalationOutcome
from tts.domain.events import Happening, Stream
from tts.domain.permissions import Actor
from tts.domain.wording import read_body, read_reason
from tts.domain.words import OPEN_TICKETS, ItemStatus, TaskStatus, TicketStatus
from tts.models import Event, Task, Ticket
from tts.queries.visibility import may_see_ticket, no_such_ticket
from tts.services.asking import drop_requests
from tts.services.notices import notify_ended, tell_status
from tts.services.story import Act, Story, write_story
from tts.services.tasks.marks import tell_marks
from tts.services.tasks.rows import close_escalation, close_item, update_ticket
from tts.services.tasks.standing import lock_ticket, open_standing
from tts.services.transaction import use_case

Facts = Mapping[str, object]
NOTHING: Facts = {}
ENDS = ("ticket.completed", "ticket.answered", "ticket.closed", "ticket.withdrawn", "ticket.cancelled")


@use_case
def withdraw_ticket(
    session: Session, ticket_id: int, reason: str = "", *, facts: Facts = NOTHING, actor: Actor, now: datetime
) -> None:
    """End a ticket as Withdrawn, by its requester or the source it came from, with `facts` of the source.

    Raises NotFound, NotPermitted, ActedAlready when it has ended.
    """
    act = Act(actor, now, read_body(reason, "reason"))
    ticket = lock_visible_ticket(session, ticket_id, actor)
    if actor.user_id is not None and actor.user_id != ticket.requester_id:
        raise NotPermitted("Only the requester withdraws a ticket. Staff cancel it.")
    _end_ticket(session, ticket, Happening("ticket.withdrawn", facts=facts), act)


@use_case
def cancel_ticket(session: Session, ticket_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End a ticket as Withdrawn, by its coordinator or an admin, with a reason.

    Raises NotFound, NotPermitted, Invalid, ActedAlready when it has ended.
    """
    act = Act(actor, now, read_reason(reason))
    ticket = lock_visible_ticket(session, ticket_id, actor)
    if not may_coordinate(actor, coordinator_of(session, ticket_id)):
        raise NotPermitted("Only the ticket's coordinator or an admin cancels it.")
    _end_ticket(session, ticket, Happening("ticket.cancelled"), act)


@use_case
def close_ticket(
    session: Session, ticket_id: int, reason: str = "", *, facts: Facts = NOTHING, actor: Actor, now: datetime
) -> None:
    """End a ticket as Resolved because its requester closed it at its source; no end logic goes out.

    `facts` are what the source says of it besides. Raises NotFound, NotPermitted for anybody but the source,
    ActedAlready when it has ended.
    """
    act = Act(actor, now, read_body(reason, "reason"))
    ticket = lock_visible_ticket(session, ticket_id, actor)
    if actor.user_id is not None:
        raise NotPermitted("Only the source of a ticket closes it. Complete its last step instead.")
    closed = Happening("ticket.closed", facts=facts)
    _end_ticket(session, ticket, closed, act, TicketStatus.RESOLVED, TaskStatus.COMPLETED)


def lock_visible_ticket(session: Session, ticket_id: int, actor: Actor) -> Ticket:
    """The ticket, locked and read afresh; NotFound when there is none or `actor` may not see it."""
    ticket = lock_ticket(session, ticket_id)
    if not may_see_ticket(session, actor, ticket_id):
        raise no_such_ticket()
    return ticket


def coordinator_of(session: Session, ticket_id: int) -> int | None:
    """Who coordinates a ticket, if anybody."""
    return session.scalar(sa.select(Task.coordinator_id).where(Task.ticket_id == ticket_id))


def require_running(session: Session, ticket: Ticket, act: Act) -> None:
    """ActedAlready, with who ended it and when, unless the ticket is still open."""
    if ticket.status in OPEN_TICKETS:
        return
    last = session.execute(
        sa.select(Event.actor_name, Event.at)
        .where(Event.stream == Stream.TICKET.value, Event.stream_id == ticket.id)
        .where(Event.kind.in_(ENDS))
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    by, at = (last.actor_name, last.at) if last else (None, None)
    ended = f"{by} ended {ticket.number} {say_ago(act.now - at)}" if at else f"{ticket.number} has ended"
    raise ActedAlready(f"{ended}; it is {ticket.status}.", acted_by=by, acted_at=at, now=ticket.status)


def _end_ticket(
    session: Session,
    ticket: Ticket,
    end: Happening,
    act: Act,
    status: TicketStatus = TicketStatus.WITHDRAWN,
    task_status: TaskStatus = TaskStatus.CANCELLED,
) -> None:
    require_running(session, ticket, act)
    standing = open_standing(session, ticket.id)
    version_id = None
    messages = tell_status(ticket, ticket.status, status, is_told_by_source=act.actor.user_id is None)
    if standing is not None:
        tell_marks(session, standing, act)
        close_item(session, standing, ItemStatus.CANCELLED, act)
        close_escalation(session, standing, EscalationOutcome.ENDED, act)
        version_id = standing.version.id
        messages += notify_ended(ticket, standing.item.holder_id, act.actor)
    session.execute(
        sa.update(Task)
        .where(Task.ticket_id == ticket.id)
        .values(status=task_status.value, ended_at=act.now, next_mark_at=None, waiting_on=None)
        .execution_options(synchronize_session=False)
    )
    if ticket.status == TicketStatus.PENDING_EXTERNAL:
        drop_requests(session, ticket.id, f"{ticket.number} ended before it was answered.", now=act.now)
    update_ticket(session, ticket, status, ended_at=act.now)
    happening = Happening(
        end.kind, ticket.status, status.value, act.note or None, version_id, facts=end.facts
    )
    write_story(session, ticket.id, Story((happening,), messages), act)

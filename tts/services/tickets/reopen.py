"""Reopening an ended ticket at the version and step it ended on; the time closed counts as a pause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from tts.domain.acting import may_coordinate
from tts.domain.clocks import reopen_clock
from tts.domain.errors import NotPermitted, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.watch import Watch
from tts.domain.wording import read_reason
from tts.domain.words import OPEN_TICKETS, TicketStatus
from tts.models import Ticket
from tts.services.notices import tell_status
from tts.services.story import Act, Story, write_story
from tts.services.tasks.place import find_holder, tell_placing
from tts.services.tasks.rows import update_task, update_ticket, watch_values
from tts.services.tasks.standing import Standing, last_standing
from tts.services.tasks.steps import open_placed, spot_of
from tts.services.tickets.end import coordinator_of, lock_visible_ticket
from tts.services.tickets.match import match_ticket
from tts.services.transaction import use_case


def reopen_ticket(
    session: Session | scoped_session[Any], ticket_id: int, reason: str, *, actor: Actor, now: datetime
) -> int | None:
    """Open an item at the step the ticket ended on; its id, or None for one that is unmatched again.

    By the coordinator or an admin. Raises NotFound, NotPermitted, Invalid (no reason), Refused (open, or
    another system is awaited).
    """
    item_id = _reopen(session, ticket_id, reason, actor=actor, now=now)
    if item_id is not None:
        return item_id
    begun = match_ticket(session, ticket_id, actor=actor, now=now)
    return begun.item_id if begun else None


@use_case
def _reopen(session: Session, ticket_id: int, reason: str, *, actor: Actor, now: datetime) -> int | None:
    act = Act(actor, now, read_reason(reason))
    ticket = lock_visible_ticket(session, ticket_id, actor)
    if not may_coordinate(actor, coordinator_of(session, ticket_id)):
        raise NotPermitted("Only the ticket's coordinator or an admin reopens it.")
    standing = last_standing(session, ticket_id)
    _require_ended(ticket, standing)
    if standing is None:
        _wait_again(session, ticket, act)
        return None
    return _continue_task(session, standing, act)


def _require_ended(ticket: Ticket, standing: Standing | None) -> None:
    if standing is not None and standing.task.waiting_on is not None:
        system = standing.task.waiting_on.upper()
        raise Refused(f"{ticket.number} awaits an answer of {system}: it cannot be reopened before that.")
    if ticket.status in OPEN_TICKETS:
        raise Refused(f"{ticket.number} is {ticket.status}: only ended tickets are reopened.")


def _wait_again(session: Session, ticket: Ticket, act: Act) -> None:
    """It never had a workflow: it waits for one again."""
    update_ticket(session, ticket, TicketStatus.UNMATCHED, ended_at=None)
    happening = Happening("ticket.reopened", ticket.status, TicketStatus.UNMATCHED.value, act.note)
    messages = tell_status(ticket, ticket.status, TicketStatus.UNMATCHED)
    write_story(session, ticket.id, Story((happening,), messages), act)


def _continue_task(session: Session, standing: Standing, act: Act) -> int:
    ticket, task, step = standing.ticket, standing.task, standing.step
    clock = reopen_clock(standing.clock, step, task.ended_at, act.now)
    placing = find_holder(session, spot_of(step, task.visit), ticket.requester_id, act)
    item_id = open_placed(session, task.id, placing, clock, act)
    values = {"status": placing.task_status.value, "ended_at": None, "hold_reason": None}
    update_task(session, task.id, {**watch_values(Watch(clock, task.step_mark, task.ticket_mark)), **values})
    update_ticket(session, ticket, TicketStatus.IN_PROGRESS, ended_at=None)
    facts = {"step": step.name, "step_id": step.step_id}
    happening = Happening(
        "ticket.reopened",
        ticket.status,
        TicketStatus.IN_PROGRESS.value,
        act.note,
        standing.version.id,
        facts,
    )
    story = Story((happening,), tell_status(ticket, ticket.status, TicketStatus.IN_PROGRESS))
    story += tell_placing(session, ticket, placing, item_id, clock, standing.version.id)
    write_story(session, ticket.id, story, act)
    return item_id

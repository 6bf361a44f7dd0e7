"""Changing a ticket's priority: the due times follow from the binding again (section 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.acting import may_coordinate, may_oversee
from tts.domain.clocks import change_promise, due_times
from tts.domain.errors import Invalid, NotPermitted, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.wording import read_reason
from tts.domain.words import TicketStatus, read_priority
from tts.models import TaskItem, Ticket
from tts.services.marks.settle import settle_marks
from tts.services.story import Act, Story, write_story
from tts.services.tasks.pass_on import answer_escalation
from tts.services.tasks.rows import update_task, update_ticket, watch_values
from tts.services.tasks.standing import Standing, open_standing
from tts.services.tickets.end import lock_visible_ticket, require_running
from tts.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class PriorityChange:
    """What it was and became; due times are None without a task or a promise, or while paused."""

    was: str
    became: str
    due_was: datetime | None = None
    due_at: datetime | None = None


@use_case
def change_priority(
    session: Session, ticket_id: int, priority: str, reason: str, *, actor: Actor, now: datetime
) -> PriorityChange:
    """Another priority, with a reason: time spent and pauses stay.

    By the coordinator, an admin, or a reviewer of the step's escalation role. Raises NotFound, NotPermitted,
    Invalid, ActedAlready (ended), Refused (the same priority, or another system is awaited).
    """
    act = Act(actor, now, read_reason(reason))
    wanted = _read(priority)
    ticket = lock_visible_ticket(session, ticket_id, actor)
    standing = open_standing(session, ticket_id)
    _require_overseer(actor, standing)
    require_running(session, ticket, act)
    if ticket.priority == wanted:
        raise Refused(f"{ticket.number} has the priority {wanted} already.")
    if ticket.status == TicketStatus.PENDING_EXTERNAL:
        raise Refused(f"{ticket.number} awaits another system: its priority cannot change now.")
    standing = settle_marks(session, ticket_id, standing, now)
    change = PriorityChange(ticket.priority, wanted)
    if standing is not None:
        change = _recompute(session, standing, wanted, act)
    update_ticket(session, ticket, TicketStatus(ticket.status), priority=wanted)
    _tell(session, ticket, standing, change, act)
    settle_marks(session, ticket_id, open_standing(session, ticket_id), now, breached_at=now)
    return change


def _read(priority: str) -> str:
    try:
        return read_priority(priority).value
    except ValueError as error:
        sentence = "The priority is low, medium, high or urgent."
        raise Invalid(sentence, {"priority": sentence}) from error


def _require_overseer(actor: Actor, standing: Standing | None) -> None:
    allowed = may_oversee(actor, standing.piece) if standing else may_coordinate(actor, None)
    if not allowed:
        raise NotPermitted(
            "Only the ticket's coordinator, an admin or a reviewer of the step's escalation role changes the"
            " priority."
        )


def _recompute(session: Session, standing: Standing, priority: str, act: Act) -> PriorityChange:
    before, promise = standing.clock, standing.version.promise(priority)
    clock = change_promise(before, standing.task.step_id, promise)
    watch = answer_escalation(session, standing, act) or standing.watch
    watch = replace(watch, clock=clock, share=promise.shares.get(standing.task.step_id))
    update_task(session, standing.task.id, watch_values(watch))
    session.execute(
        sa.update(TaskItem)
        .where(TaskItem.id == standing.item.id)
        .values(due_at=due_times(clock).step)
        .execution_options(synchronize_session=False)
    )
    return PriorityChange(
        standing.ticket.priority, priority, due_times(before).ticket, due_times(clock).ticket
    )


def _tell(
    session: Session, ticket: Ticket, standing: Standing | None, change: PriorityChange, act: Act
) -> None:
    facts = {
        "due_was": change.due_was.isoformat() if change.due_was else None,
        "due_at": change.due_at.isoformat() if change.due_at else None,
    }
    version_id = standing.version.id if standing else None
    happening = Happening("ticket.priority_changed", change.was, change.became, act.note, version_id, facts)
    write_story(session, ticket.id, Story((happening,)), act)

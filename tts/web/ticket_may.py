"""What a person may do to a whole ticket, and what another priority would mean for its due times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tts.domain import acting
from tts.domain.clocks import Clock, change_promise, due_times, resume_clock
from tts.domain.permissions import Actor
from tts.domain.words import OPEN_TICKETS, Priority, TicketStatus
from tts.queries.ticket_page import TicketStanding


@dataclass(frozen=True, slots=True)
class TicketMay:
    """The acts on a ticket that its page offers."""

    withdraw: bool = False
    cancel: bool = False
    reopen: bool = False
    prioritize: bool = False


@dataclass(frozen=True, slots=True)
class PriorityChoice:
    """A priority with the due times it would give to ticket and present step; None without a promise."""

    priority: str
    ticket_due_at: datetime | None
    step_due_at: datetime | None
    is_present: bool


def ticket_may(actor: Actor, standing: TicketStanding) -> TicketMay:
    """What rules.md section 6 lets this person do to this ticket now."""
    ticket, task = standing.ticket, standing.task
    is_open = ticket.status in OPEN_TICKETS
    coordinates = acting.may_coordinate(actor, task.coordinator_id if task else None)
    awaits = ticket.status == TicketStatus.PENDING_EXTERNAL
    return TicketMay(
        withdraw=is_open and ticket.requester_id == actor.user_id,
        cancel=is_open and coordinates,
        reopen=not is_open and coordinates and not (task and task.waiting_on),
        prioritize=is_open and not awaits and _may_prioritize(actor, standing),
    )


def priority_choices(
    standing: TicketStanding, clock: Clock | None, now: datetime
) -> Sequence[PriorityChoice]:
    """Each priority, the most urgent first, with its due times: as if a pause ended now, while one runs."""
    running = resume_clock(clock, now) if clock else None
    return [_choice(standing, running, priority) for priority in reversed(Priority)]


def _choice(standing: TicketStanding, clock: Clock | None, priority: Priority) -> PriorityChoice:
    is_present = standing.ticket.priority == priority
    if clock is None or standing.version is None or standing.task is None:
        return PriorityChoice(priority.value, None, None, is_present)
    changed = change_promise(clock, standing.task.step_id, standing.version.promise(priority))
    due = due_times(clock if is_present else changed)
    return PriorityChoice(priority.value, due.ticket, due.step, is_present)


def _may_prioritize(actor: Actor, standing: TicketStanding) -> bool:
    piece = standing.piece
    if piece is not None and piece.is_open:
        return acting.may_oversee(actor, piece)
    return acting.may_coordinate(actor, None)

"""What a person may do to a whole ticket, and what another priority would mean for its due times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    correct: bool = False


@dataclass(frozen=True, slots=True)
class PriorityChoice:
    """A priority with the due times it would give to ticket and present step; None without a promise.

    `breaches` says that one of them, which is not late now, would be late at once.
    """

    priority: str
    ticket_due_at: datetime | None
    step_due_at: datetime | None
    is_present: bool
    breaches: bool = False


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
        correct=awaits and coordinates,
        prioritize=is_open and not awaits and _may_prioritize(actor, standing),
    )


def priority_choices(
    standing: TicketStanding, clock: Clock | None, now: datetime
) -> Sequence[PriorityChoice]:
    """Each priority, the most urgent first, with its due times: as if a pause ended now, while one runs."""
    present = standing.ticket.priority
    if clock is None or standing.version is None or standing.task is None:
        return [PriorityChoice(other.value, None, None, other == present) for other in reversed(Priority)]
    running = resume_clock(clock, now)
    promises = {other: standing.version.promise(other) for other in reversed(Priority)}
    changed = {other: change_promise(running, standing.task.step_id, promises[other]) for other in promises}
    return tell_choices(running, {**changed, Priority(present): running}, Priority(present), now)


def tell_choices(
    clock: Clock, changed: Mapping[Priority, Clock], present: Priority, now: datetime
) -> list[PriorityChoice]:
    """What each of those clocks would promise, beside the present one."""
    before = due_times(clock)
    found = []
    for priority, other in changed.items():
        after = due_times(other)
        pairs = ((before.ticket, after.ticket), (before.step, after.step))
        breaches = any(is_over(new, now) and not is_over(old, now) for old, new in pairs)
        found.append(PriorityChoice(priority.value, after.ticket, after.step, priority == present, breaches))
    return found


def is_over(due_at: datetime | None, now: datetime) -> bool:
    """Whether a due time has come."""
    return due_at is not None and due_at <= now


def _may_prioritize(actor: Actor, standing: TicketStanding) -> bool:
    piece = standing.piece
    if piece is not None and piece.is_open:
        return acting.may_oversee(actor, piece)
    return acting.may_coordinate(actor, None)

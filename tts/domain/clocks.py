"""The clocks of a task: what was promised, what this visit may take, what stops both (rules.md section 4).

A `Clock` holds every value the two due times follow from, so `due_times` alone says what the stored columns
must be. Each move returns a new clock; times are aware, what counts is open time of the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tts.domain.graph import Id, Step
from tts.domain.sla import visit_budget
from tts.domain.working_time import Calendar, Pause, counted, due_after, remaining

NOTHING = timedelta(0)
SECOND = timedelta(seconds=1)
ON_HOLD = "on hold"
ENDED = "the ticket had ended"


@dataclass(frozen=True, slots=True)
class Promise:
    """What one priority promises in one version: the SLA, and each weighted step's share of it."""

    sla: timedelta | None
    shares: Mapping[Id, timedelta] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When the ticket and the present step are due; None while paused or without a promise."""

    ticket: datetime | None
    step: datetime | None


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What is left of both promises while a pause runs, in whole seconds; None while the clocks run."""

    ticket: timedelta | None
    step: timedelta | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A task's clocks. `spent` maps step ids (as text) to the seconds of finished visits.

    `pauses` are the finished ones of the whole task; `paused_at` and `pause_reason` tell of the running one.
    """

    bound_at: datetime
    entered_at: datetime
    sla: timedelta | None
    budget: timedelta | None
    is_grace: bool = False
    spent: Mapping[str, int] = field(default_factory=dict)
    calendar: Calendar | None = None
    pauses: tuple[Pause, ...] = ()
    paused_at: datetime | None = None
    pause_reason: str = ""

    @property
    def all_pauses(self) -> tuple[Pause, ...]:
        """The finished pauses and the running one."""
        if self.paused_at is None:
            return self.pauses
        return (*self.pauses, Pause(self.paused_at, None, self.pause_reason))


def due_times(clock: Clock) -> DueTimes:
    """The instants at which both promises have counted; none while a pause runs."""
    if clock.paused_at is not None:
        return DueTimes(None, None)
    return DueTimes(
        _due(clock, clock.bound_at, clock.sla),
        _due(clock, clock.entered_at, clock.budget),
    )


def time_left(clock: Clock) -> TimeLeft:
    """What a running pause keeps for later, negative when it was late before; none while the clocks run."""
    if clock.paused_at is None:
        return TimeLeft(None, None)
    return TimeLeft(
        _left(clock, clock.bound_at, clock.sla, clock.paused_at),
        _left(clock, clock.entered_at, clock.budget, clock.paused_at),
    )


def start_clock(step: Step, promise: Promise, now: datetime, calendar: Calendar | None = None) -> Clock:
    """Both clocks begin when the ticket is bound; a pausing step stops them at once."""
    clock = Clock(bound_at=now, entered_at=now, sla=promise.sla, budget=None, calendar=calendar)
    return _begin_visit(clock, step, promise, now)


def enter_step(clock: Clock, left: Id, step: Step, promise: Promise, now: datetime) -> Clock:
    """Close the visit to `left`, whose time is kept as spent, and begin one to `step`."""
    ended = resume_clock(clock, now)
    spent = {
        **ended.spent,
        str(left): ended.spent.get(str(left), 0) + _whole_seconds(time_of_visit(ended, now)),
    }
    return _begin_visit(replace(ended, spent=spent), step, promise, now)


def pause_clock(clock: Clock, now: datetime, reason: str = "") -> Clock:
    """Stop both clocks; one that stands already keeps the moment it stopped, and why."""
    return clock if clock.paused_at is not None else replace(clock, paused_at=now, pause_reason=reason)


def await_answer(clock: Clock, now: datetime, reason: str) -> Clock:
    """Another system is asked: both stand from now on for that, also where they stood for something else."""
    return pause_clock(resume_clock(clock, now), now, reason)


def resume_clock(clock: Clock, now: datetime, *, ended_at: datetime | None = None) -> Clock:
    """Let both run on: what was paused until `now` is remembered, as is the time since `ended_at`."""
    found = [(clock.paused_at, clock.pause_reason), (ended_at, ENDED)]
    pauses = tuple(Pause(began, now, why) for began, why in found if began is not None and began < now)
    return replace(clock, pauses=(*clock.pauses, *pauses), paused_at=None, pause_reason="")


def end_hold(clock: Clock, step: Step, now: datetime) -> Clock:
    """Both run on once a hold is over; at a pausing step they stand on, from now on for that reason."""
    if not step.pauses_clock:
        return resume_clock(clock, now)
    return _stop_at(resume_clock(clock, now), step, now) if clock.pause_reason == ON_HOLD else clock


def reopen_clock(clock: Clock, step: Step, ended_at: datetime | None, now: datetime) -> Clock:
    """The time since it ended does not count; at a pausing step the clocks stand still again at once."""
    return _stop_at(resume_clock(clock, now, ended_at=ended_at), step, now)


def change_promise(clock: Clock, step_id: Id, promise: Promise) -> Clock:
    """Another priority: counted from the binding again, with the same pauses and the time spent kept."""
    return _with_budget(replace(clock, sla=promise.sla), step_id, promise)


def time_of_visit(clock: Clock, now: datetime) -> timedelta:
    """The time that counted on this visit so far."""
    return counted(clock.calendar, clock.entered_at, now, clock.all_pauses)


def time_of_ticket(clock: Clock, now: datetime) -> timedelta:
    """The time that counted since the ticket was bound."""
    return counted(clock.calendar, clock.bound_at, now, clock.all_pauses)


def _due(clock: Clock, start: datetime, budget: timedelta | None) -> datetime | None:
    return None if budget is None else due_after(clock.calendar, start, budget, clock.pauses)


def _left(clock: Clock, start: datetime, budget: timedelta | None, at: datetime) -> timedelta | None:
    if budget is None:
        return None
    return remaining(clock.calendar, start, budget, at, clock.pauses) // SECOND * SECOND


def _begin_visit(clock: Clock, step: Step, promise: Promise, now: datetime) -> Clock:
    fresh = _stop_at(replace(clock, entered_at=now), step, now)
    return _with_budget(fresh, step.step_id, promise)


def _stop_at(clock: Clock, step: Step, now: datetime) -> Clock:
    return pause_clock(clock, now, f"at {step.name}") if step.pauses_clock else clock


def _with_budget(clock: Clock, step_id: Id, promise: Promise) -> Clock:
    share = promise.shares.get(step_id)
    if share is None:
        return replace(clock, budget=None, is_grace=False)
    budget = visit_budget(share, timedelta(seconds=clock.spent.get(str(step_id), 0)))
    return replace(clock, budget=budget.time, is_grace=budget.grace)


def _whole_seconds(span: timedelta) -> int:
    """Begun seconds count whole, so that what is left is never more than the share."""
    return max(0, -(-span // SECOND))

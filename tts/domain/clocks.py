"""The clocks of a task: what was promised, what this visit may take, what stops both (rules.md section 4).

A `Clock` holds every value the two due times follow from, so `due_times` alone says what the stored columns
must be. Each move returns a new clock; times are aware, durations whole seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tts.domain.graph import Id, Step
from tts.domain.sla import due, visit_budget

NOTHING = timedelta(0)
SECOND = timedelta(seconds=1)


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
class Clock:
    """A task's clocks. `spent` maps step ids (as text) to the seconds of finished visits."""

    bound_at: datetime
    entered_at: datetime
    sla: timedelta | None
    budget: timedelta | None
    is_grace: bool = False
    spent: Mapping[str, int] = field(default_factory=dict)
    paused: timedelta = NOTHING
    visit_paused: timedelta = NOTHING
    paused_at: datetime | None = None


def due_times(clock: Clock) -> DueTimes:
    """Both due times: start + promise + finished pauses; none while a pause runs."""
    if clock.paused_at is not None:
        return DueTimes(None, None)
    ticket = None if clock.sla is None else due(clock.bound_at, clock.sla, clock.paused)
    step = None if clock.budget is None else due(clock.entered_at, clock.budget, clock.visit_paused)
    return DueTimes(ticket, step)


def start_clock(step: Step, promise: Promise, now: datetime) -> Clock:
    """Both clocks begin when the ticket is bound; a pausing step stops them at once."""
    clock = Clock(bound_at=now, entered_at=now, sla=promise.sla, budget=None)
    return _begin_visit(clock, step, promise, now)


def enter_step(clock: Clock, left: Id, step: Step, promise: Promise, now: datetime) -> Clock:
    """Close the visit to `left`, whose time is kept as spent, and begin one to `step`."""
    ended = resume_clock(clock, now)
    spent = {
        **ended.spent,
        str(left): ended.spent.get(str(left), 0) + _whole_seconds(time_of_visit(ended, now)),
    }
    return _begin_visit(replace(ended, spent=spent), step, promise, now)


def pause_clock(clock: Clock, now: datetime) -> Clock:
    """Stop both clocks; one that stands already keeps the moment it stopped."""
    return clock if clock.paused_at is not None else replace(clock, paused_at=now)


def resume_clock(clock: Clock, now: datetime, *, since: datetime | None = None) -> Clock:
    """Let both run on: the pause (from `paused_at`, or from an earlier `since`) moves both due times."""
    began = min((moment for moment in (clock.paused_at, since) if moment is not None), default=None)
    if began is None:
        return clock
    pause = timedelta(seconds=_whole_seconds(now - began))
    return replace(
        clock, paused=clock.paused + pause, visit_paused=clock.visit_paused + pause, paused_at=None
    )


def change_promise(clock: Clock, step_id: Id, promise: Promise) -> Clock:
    """Another priority: counted from the binding again, with the same pauses and the time spent kept."""
    return _with_budget(replace(clock, sla=promise.sla), step_id, promise)


def time_of_visit(clock: Clock, now: datetime) -> timedelta:
    """The time that counted on this visit so far."""
    until = clock.paused_at or now
    return max(NOTHING, until - clock.entered_at - clock.visit_paused)


def _begin_visit(clock: Clock, step: Step, promise: Promise, now: datetime) -> Clock:
    fresh = replace(clock, entered_at=now, visit_paused=NOTHING, paused_at=now if step.pauses_clock else None)
    return _with_budget(fresh, step.step_id, promise)


def _with_budget(clock: Clock, step_id: Id, promise: Promise) -> Clock:
    share = promise.shares.get(step_id)
    if share is None:
        return replace(clock, budget=None, is_grace=False)
    budget = visit_budget(share, timedelta(seconds=clock.spent.get(str(step_id), 0)))
    return replace(clock, budget=budget.time, is_grace=budget.grace)


def _whole_seconds(span: timedelta) -> int:
    """Begun seconds count whole, so that what is left is never more than the share."""
    return max(0, -(-span // SECOND))

"""Marks: the moments at which a clock tells people, each at most once (rules.md sections 4 and 7).

80 % warns the assignee, 90 % assignee and coordinator, 100 % is the breach. A mark is a moment on the same
clock that the due time is on, so pauses and closed hours move both alike. Nothing here fires anything:
these functions say when, and which are left to fire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tts.domain.working_time import Calendar, Pause, due_after, reach

SECOND = timedelta(seconds=1)
NOTHING = timedelta(0)
BREACH = 100
PERCENTS = (80, 90, BREACH)


class Scope(StrEnum):
    """Whose budget: this visit's to its step, or the whole ticket's."""

    STEP = "step"
    TICKET = "ticket"


class Told(StrEnum):
    """Who is told at a mark; of a ticket's, the holder is told where a step's tells the assignee."""

    HOLDER = "holder"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Mark:
    """One moment of one clock."""

    scope: Scope
    percent: int

    @property
    def is_breach(self) -> bool:
        """Whether the promise is broken here."""
        return self.percent == BREACH

    @property
    def escalates(self) -> bool:
        """Only a step's breach escalates by itself."""
        return self.is_breach and self.scope is Scope.STEP

    @property
    def tells(self) -> tuple[Told, ...]:
        """The holder of a step at 80 %, the coordinator too from 90 % on; of a ticket's marks always both."""
        if self.scope is Scope.STEP and self.percent < 90:
            return (Told.HOLDER,)
        return (Told.HOLDER, Told.COORDINATOR)


@dataclass(frozen=True, slots=True)
class RunningClock:
    """What one due time follows from; `budget` None is no promise: no due time and no mark."""

    start: datetime
    budget: timedelta | None
    calendar: Calendar | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class DueMark:
    """A mark whose moment has come: `reached_at` is that moment, however late it is noticed."""

    mark: Mark
    reached_at: datetime


def part_of(budget: timedelta, percent: int) -> timedelta:
    """That part of a budget in whole seconds, rounded up: never before the clock reaches it."""
    return SECOND * -(-(budget * percent) // (SECOND * 100))


def within_reach(clock: RunningClock, percents: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Those that may be reached by `now`: no clock is faster than time, whatever its calendar and pauses."""
    if clock.budget is None:
        return ()
    passed = now.astimezone(UTC) - clock.start.astimezone(UTC)
    return tuple(percent for percent in percents if _budget_of(clock.budget, percent) <= passed)


def mark_times(
    clock: RunningClock, scope: Scope = Scope.STEP, percents: Sequence[int] = PERCENTS
) -> dict[Mark, datetime]:
    """When each mark of a clock is reached; those out of reach (paused, no promise) are absent.

    The last one is the due time itself. `percents` asks for some of them alone.
    """
    if clock.budget is None or not percents:
        return {}
    budgets = [_budget_of(clock.budget, percent) for percent in percents]
    moments = reach(clock.calendar, clock.start, budgets, clock.pauses)
    return {
        Mark(scope, percent): moment
        for percent, moment in zip(percents, moments, strict=True)
        if moment is not None
    }


def _budget_of(budget: timedelta, percent: int) -> timedelta:
    """What counts until a mark; the last one is the due time itself, to the fraction of a second."""
    return min(part_of(budget, percent), budget) if percent < BREACH else budget


def due_marks(times: Mapping[Mark, datetime], fired: Iterable[Mark], now: datetime) -> tuple[DueMark, ...]:
    """The marks whose moment has come and that have not fired, in order; late ones are among them."""
    done = frozenset(fired)
    come = [DueMark(mark, at) for mark, at in times.items() if at <= now and mark not in done]
    return tuple(sorted(come, key=lambda due: (due.reached_at, due.mark.scope, due.mark.percent)))


def next_mark_at(times: Mapping[Mark, datetime], fired: Iterable[Mark]) -> datetime | None:
    """When there is something to look at again, or None: what a sweep may wait for."""
    done = frozenset(fired)
    return min((at for mark, at in times.items() if mark not in done), default=None)


def reminder_at(
    raised_at: datetime, share: timedelta | None, calendar: Calendar | None, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """When an escalation nobody acted on is told a second time: another whole step share after it was raised.

    None without a share, and while a pause runs.
    """
    return None if share is None else due_after(calendar, raised_at, share, pauses)


def used_percent(budget: timedelta, elapsed: timedelta) -> int:
    """How much of a budget is used, rounded down, so that no page shows a mark before it is reached."""
    return BREACH if budget <= NOTHING else elapsed * 100 // budget

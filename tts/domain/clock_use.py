"""How much of a promise is used, and from when on little is left: what every page shows of a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tts.domain.marks import BREACH, PERCENTS, RunningClock, part_of, used_percent
from tts.domain.working_time import counted, due_after

SOON = PERCENTS[0]


@dataclass(frozen=True, slots=True)
class Use:
    """`percent` is 0 to 100, rounded down; `soon_at` is the moment of the first mark, None out of reach."""

    percent: int
    soon_at: datetime | None


def use_of(clock: RunningClock, now: datetime) -> Use | None:
    """How much of a running clock is used, in its own hours, without its pauses; None without a promise."""
    if clock.budget is None:
        return None
    elapsed = counted(clock.calendar, clock.start, now, clock.pauses)
    soon_at = due_after(clock.calendar, clock.start, part_of(clock.budget, SOON), clock.pauses)
    return Use(percent_of(clock.budget, elapsed), soon_at)


def percent_of(budget: timedelta, elapsed: timedelta) -> int:
    """The percent of a budget that is used, 100 where it is more."""
    return max(0, min(BREACH, used_percent(budget, elapsed)))

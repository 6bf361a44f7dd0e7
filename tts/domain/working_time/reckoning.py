"""The arithmetic of clocks: what has counted, and when a budget is used up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from tts.domain.working_time.calendar import Calendar
from tts.domain.working_time.openings import counting_spans, in_utc
from tts.domain.working_time.pauses import Pause

NOTHING = timedelta(0)
KEPT_WALKS = 1_024


def due_after(
    calendar: Calendar | None, start: datetime, budget: timedelta, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The first instant (UTC) at which `budget` has counted since `start`; for no budget, `start` itself.

    None when that never comes: a pause still runs, or the calendar has no such time any more
    (`explain_due` says which). Pauses later than the due time leave it where it is.
    """
    return reach(calendar, start, (budget,), pauses)[0]


def reach(
    calendar: Calendar | None, start: datetime, budgets: Sequence[timedelta], pauses: Iterable[Pause] = ()
) -> list[datetime | None]:
    """`due_after` for each of several budgets, in their order, in one walk."""
    known = tuple(Pause(in_utc(each.start), each.end and in_utc(each.end), each.reason) for each in pauses)
    return list(_walk(calendar, in_utc(start), tuple(budgets), known))


@lru_cache(KEPT_WALKS)
def _walk(
    calendar: Calendar | None, begun: datetime, budgets: tuple[timedelta, ...], pauses: tuple[Pause, ...]
) -> tuple[datetime | None, ...]:
    """An act asks for the same due time several times: it is walked to once."""
    moments: list[datetime | None] = [begun if budget <= NOTHING else None for budget in budgets]
    wanted = sorted((place for place, at in enumerate(moments) if at is None), key=lambda at: budgets[at])
    total = NOTHING
    spans = counting_spans(calendar, begun, pauses) if wanted else ()
    for span in spans:
        length = span.end - span.start
        while wanted and budgets[wanted[0]] - total <= length:
            place = wanted.pop(0)
            moments[place] = span.start + (budgets[place] - total)
        if not wanted:
            break
        total += length
    return tuple(moments)


def counted(
    calendar: Calendar | None, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> timedelta:
    """How much of the time from `start` to `end` counts: open, and not paused; nothing if `end` is first."""
    total = NOTHING
    for span in counting_spans(calendar, start, pauses):
        if span.start >= end:
            break
        total += min(span.end, end) - span.start
    return max(NOTHING, total)


def remaining(
    calendar: Calendar | None,
    start: datetime,
    budget: timedelta,
    now: datetime,
    pauses: Iterable[Pause] = (),
) -> timedelta:
    """What is left of the budget at `now`; it stands while nothing counts, and is negative once overdue."""
    return budget - counted(calendar, start, now, pauses)

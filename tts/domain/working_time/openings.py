"""When a calendar is open, as instants: in order, apart from each other, and provably to an end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tts.domain.working_time.calendar import Calendar
from tts.domain.working_time.pauses import Pause, merge_pauses

END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
LAST_DAY = date(9998, 12, 30)
HORIZON = timedelta(days=146_097)
"""400 years, after which dates and weekdays repeat: who waits longer than this waits for nothing."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An open stretch in UTC; `is_special` says that it comes from hours of that date alone."""

    start: datetime
    end: datetime
    is_special: bool = False


def open_spans(calendar: Calendar | None, start: datetime) -> Iterator[Opening]:
    """Every open stretch from `start` (aware) on; neighbours may touch, none overlap.

    However far away the next opening is, it is found: a week with open hours has one in the first week
    after the last named date, and without such a week there are only the special days. It ends HORIZON
    after that date, or after the last special day.
    """
    reached = in_utc(start)
    if calendar is None:
        yield Opening(reached, END_OF_TIME)
        return
    for day in _days_from(calendar, reached.astimezone(calendar.zone).date()):
        is_special = day in calendar.special
        for window in calendar.windows_on(day):
            begin = max(reached, calendar.instant(day, window.opens))
            end = calendar.instant(day, window.closes)
            if begin < end:
                yield Opening(begin, end, is_special)
                reached = end


def counting_spans(
    calendar: Calendar | None, start: datetime, pauses: Iterable[Pause] = ()
) -> Iterator[Opening]:
    """The open stretches without what was paused of them; a pause that still runs ends them."""
    waiting = deque(merge_pauses(pauses))
    for opening in open_spans(calendar, start):
        begin = opening.start
        while waiting and waiting[0].start < opening.end:
            pause = waiting[0]
            if begin < pause.start:
                yield Opening(begin, pause.start, opening.is_special)
            if pause.end is None:
                return
            begin = max(begin, pause.end)
            if pause.end > opening.end:
                break
            waiting.popleft()
        if begin < opening.end:
            yield Opening(begin, opening.end, opening.is_special)


def in_utc(moment: datetime) -> datetime:
    """An aware time in UTC; ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A clock needs a time with its time zone.")
    return moment.astimezone(UTC)


def _days_from(calendar: Calendar, today: date) -> Iterator[date]:
    """The dates whose windows may reach into `today` or later: the day before is one."""
    first = today - timedelta(days=1)
    if not calendar.week:
        yield from (day for day in sorted(calendar.special) if day >= first)
        return
    last_named = max(calendar.holidays | calendar.special.keys(), default=first)
    last = min(LAST_DAY, max(first, last_named) + HORIZON)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)

"""The ledger of a due time: which stretches counted, which did not, and why. The counted ones prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from tts.domain.sla import say_duration
from tts.domain.working_time.calendar import Calendar
from tts.domain.working_time.openings import Opening, counting_spans, in_utc
from tts.domain.working_time.pauses import Pause, merge_pauses

NOTHING = timedelta(0)


class Reason(StrEnum):
    """Why a stretch counted or did not.

    A paused one says “paused: …” with the pause's own reason, a holiday that has a name “holiday: …”.
    """

    OPEN = "open"
    SPECIAL = "special hours"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    SPECIAL_CLOSED = "closed by special hours"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Span:
    """One row: from `start` to `end` (UTC; None: it still goes on), what of it counted, and why."""

    start: datetime
    end: datetime | None
    counted: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A due time with its rows, or None with the sentence why there is none and what is `left`."""

    due: datetime | None
    spans: tuple[Span, ...]
    left: timedelta = NOTHING
    why_not: str | None = None

    @property
    def counted(self) -> timedelta:
        """What the rows counted together: the budget, where there is a due time."""
        return sum((span.counted for span in self.spans), NOTHING)


def explain_due(
    calendar: Calendar | None, start: datetime, budget: timedelta, pauses: Iterable[Pause] = ()
) -> Explanation:
    """The same due time as `due_after`, with every stretch from `start` to it; runs of a kind are one row."""
    begun, merged = in_utc(start), merge_pauses(pauses)
    if budget <= NOTHING:
        return Explanation(begun, ())
    rows: list[Span] = []
    reached, left = begun, budget
    for span in counting_spans(calendar, begun, merged):
        rows.extend(_idle_rows(calendar, reached, span.start, merged))
        reached = min(span.end, span.start + left)
        rows.append(_open_row(span, reached))
        left -= reached - span.start
        if not left:
            return Explanation(reached, _fold(rows))
    running = next((pause for pause in merged if pause.end is None), None)
    if running is not None:
        begin = max(reached, in_utc(running.start))
        rows.extend(_idle_rows(calendar, reached, begin, merged))
        rows.append(Span(begin, None, NOTHING, _reason_of(running)))
    else:
        rows.append(Span(reached, None, NOTHING, Reason.CLOSED))
    return Explanation(None, _fold(rows), left, _why_not(calendar, rows[-1], budget, left, running))


def _open_row(span: Opening, until: datetime) -> Span:
    reason = Reason.SPECIAL if span.is_special else Reason.OPEN
    return Span(span.start, until, until - span.start, reason)


def _idle_rows(
    calendar: Calendar | None, begin: datetime, end: datetime, pauses: Sequence[Pause]
) -> Iterator[Span]:
    """What lies between two counting stretches: pauses, and closed time around them."""
    for pause in pauses:
        if begin >= end or pause.start >= end:
            break
        if pause.end is None or pause.end <= begin:
            continue
        if pause.start > begin:
            yield from _closed_rows(calendar, begin, in_utc(pause.start))
            begin = in_utc(pause.start)
        until = min(in_utc(pause.end), end)
        yield Span(begin, until, NOTHING, _reason_of(pause))
        begin = until
    if begin < end:
        yield from _closed_rows(calendar, begin, end)


def _closed_rows(calendar: Calendar | None, begin: datetime, end: datetime) -> Iterator[Span]:
    """Closed time, cut where the reason changes: at the midnights around holidays and special days."""
    if calendar is None:
        return
    named = calendar.holidays | calendar.special.keys()
    first, last = (moment.astimezone(calendar.zone).date() for moment in (begin, end))
    for day in sorted(day for day in named if first <= day <= last):
        opens, closes = calendar.instant(day, NOTHING), calendar.instant(day, timedelta(days=1))
        if begin < (until := min(opens, end)):
            yield Span(begin, until, NOTHING, Reason.CLOSED)
            begin = until
        if begin < (until := min(closes, end)):
            yield Span(begin, until, NOTHING, _reason_on(calendar, day))
            begin = until
    if begin < end:
        yield Span(begin, end, NOTHING, Reason.CLOSED)


def _reason_on(calendar: Calendar, day: date) -> str:
    if day in calendar.special:
        return Reason.SPECIAL_CLOSED
    return f"{Reason.HOLIDAY}: {calendar.names[day]}" if day in calendar.names else Reason.HOLIDAY


def _reason_of(pause: Pause) -> str:
    return f"{Reason.PAUSED}: {pause.reason}" if pause.reason else Reason.PAUSED


def _fold(rows: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbours of one reason as one row."""
    folded: list[Span] = []
    for row in rows:
        if folded and folded[-1].reason == row.reason and folded[-1].end == row.start:
            folded[-1] = Span(folded[-1].start, row.end, folded[-1].counted + row.counted, row.reason)
        else:
            folded.append(row)
    return tuple(folded)


def _why_not(
    calendar: Calendar | None, last: Span, budget: timedelta, left: timedelta, running: Pause | None
) -> str:
    at = last.start.astimezone(calendar.zone if calendar else UTC)
    rest = f"{say_duration(left)} of {say_duration(budget)} are left"
    moment = f"{at:%Y-%m-%d %H:%M} ({calendar.tz if calendar else 'UTC'})"
    if running is not None:
        because = f" ({running.reason})" if running.reason else ""
        return f"The clock is paused since {moment}{because}, so there is no due time: {rest}."
    if calendar is not None and not calendar.week:
        return f"The calendar has no open hours after {moment}, so there is no due time: {rest}."
    return f"The calendar's hours do not suffice within 400 years, so there is no due time: {rest}."

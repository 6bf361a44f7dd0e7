"""Why a clock says what it says: what was promised, the stretches that counted and those that did not, and
what is left (rules.md section 4). Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from tts.domain.clocks import Clock, due_times, time_of_ticket, time_of_visit
from tts.domain.graph import Step
from tts.domain.marks import RunningClock
from tts.domain.sla import Budget, visit_budget
from tts.domain.working_time import Explanation, Span, explain_due, say_calendar
from tts.web.words import say_clock_time, say_duration, say_share, say_short_exact, say_span

NOTHING = timedelta(0)
MINUTE = timedelta(minutes=1)
MOST_SPANS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it counts, in words, and the amount. `is_off`: did not count; `is_sum`: the result."""

    span: str
    words: str
    amount: str
    is_off: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """A clock to draw: due (None: paused or no promise), what that follows from, what is left as it stands.

    `hours` says when its time counts.
    """

    due_at: datetime | None
    running: RunningClock
    left: timedelta | None
    lines: tuple[Line, ...]
    full: str
    hours: str = ""


def step_clock(
    clock: Clock,
    step: Step,
    share: timedelta | None,
    priority: str,
    now: datetime,
    zone: tzinfo = UTC,
    *,
    kept_from: str = "the version before",
) -> ClockFacts:
    """The clock of this visit to a step, with the lines that lead to its due time, in `zone`.

    `kept_from` names the version that promised the time, where a move kept that.
    """
    used = time_of_visit(clock, now)
    running = RunningClock(clock.entered_at, clock.budget, clock.calendar, clock.all_pauses)
    if clock.budget is None or share is None or clock.sla is None:
        words = "pauses the clock" if step.pauses_clock else f"no promise for {priority}"
        return ClockFacts(None, running, None, (), f"Step {step.name}, {words}")
    spent = timedelta(seconds=clock.spent.get(str(step.step_id), 0))
    if Budget(clock.budget, clock.is_grace) != visit_budget(share, spent):
        words = f"promised for this visit by {kept_from}; the move to this one kept it"
        lines = [Line("Kept", words, say_duration(clock.budget))]
    else:
        words = _share_words(step, clock.sla, priority)
        lines = list(_share_lines(words, share, spent, clock.budget if clock.is_grace else None))
    lines.extend(_span_lines(clock, clock.entered_at, clock.budget, zone))
    lines.append(_sum_line(clock.budget - used))
    full = f"Step {step.name}; {say_span(used)} of {say_span(clock.budget)} used"
    left = clock.budget - used if clock.paused_at is not None else None
    return ClockFacts(due_times(clock).step, running, left, tuple(lines), full, _hours(clock))


def ticket_clock(clock: Clock, priority: str, now: datetime, zone: tzinfo = UTC) -> ClockFacts:
    """The clock of the whole ticket, counted from its binding."""
    running = RunningClock(clock.bound_at, clock.sla, clock.calendar, clock.all_pauses)
    if clock.sla is None:
        return ClockFacts(None, running, None, (), f"Ticket, no promise for {priority}")
    used = time_of_ticket(clock, now)
    lines = [Line("Promise", f"{priority} tickets of this workflow", say_duration(clock.sla))]
    lines.extend(_span_lines(clock, clock.bound_at, clock.sla, zone))
    lines.append(_sum_line(clock.sla - used))
    full = f"Ticket; {say_span(used)} of {say_span(clock.sla)} used"
    left = clock.sla - used if clock.paused_at is not None else None
    return ClockFacts(due_times(clock).ticket, running, left, tuple(lines), full, _hours(clock))


def _share_lines(words: str, share: timedelta, spent: timedelta, grace: timedelta | None) -> Iterator[Line]:
    yield Line("Share", words, say_duration(share))
    if spent:
        yield Line("Before", "earlier visits to this step", f"− {say_duration(spent)}")
    if grace is not None:
        yield Line("Grace", "under a quarter was left, so a quarter of the share", say_duration(grace))


def _share_words(step: Step, sla: timedelta, priority: str) -> str:
    return f"{step.name} is {say_share(float(step.weight or 0))} of {say_duration(sla)} ({priority})"


def _span_lines(clock: Clock, start: datetime, budget: timedelta, zone: tzinfo) -> Iterator[Line]:
    """Every stretch from the start to the due time; the last ones where there are too many to read."""
    found = explain_due(clock.calendar, start, budget, clock.all_pauses)
    left_out = max(0, len(found.spans) - MOST_SPANS)
    if left_out:
        counted = sum((span.counted for span in found.spans[:left_out]), NOTHING)
        yield Line("Before that", f"{left_out} stretches", _amount(counted), is_off=not counted)
    yield from (_span_line(span, zone) for span in found.spans[left_out:])
    if found.due is None:
        yield Line("No due time", _why_none(found), "", is_off=True)


def _span_line(span: Span, zone: tzinfo) -> Line:
    words = {"open": "counts"}.get(span.reason, span.reason)
    return Line(_say_stretch(span, zone), words, _amount(span.counted), is_off=not span.counted)


def _say_stretch(span: Span, zone: tzinfo) -> str:
    began = say_short_exact(span.start, zone)
    if span.end is None:
        return f"since {began}"
    is_same_day = span.start.astimezone(zone).date() == span.end.astimezone(zone).date()
    return f"{began} – {say_clock_time(span.end, zone) if is_same_day else say_short_exact(span.end, zone)}"


def _amount(counted: timedelta) -> str:
    if counted and counted < MINUTE:
        return "under 1 min"
    return say_duration(counted // MINUTE * MINUTE)


def _why_none(found: Explanation) -> str:
    if found.spans and found.spans[-1].reason.startswith("paused"):
        return "while it is paused; what is left counts once it goes on"
    return found.why_not or "nothing counts any more"


def _sum_line(left: timedelta) -> Line:
    if left < NOTHING:
        return Line("Late", "over what was promised", _amount(-left), is_sum=True)
    return Line("Left", "still to count until it is due", _amount(left), is_sum=True)


def _hours(clock: Clock) -> str:
    if clock.calendar is None:
        return "Around the clock, in real hours."
    return f"Counts {say_calendar(clock.calendar)}."

"""Why a clock says what it says: the stored facts as lines of a sum (rules.md section 4). Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tts.domain.clocks import Clock, due_times, time_of_visit
from tts.domain.graph import Step
from tts.web.words import say_duration, say_share, say_span

NOTHING = timedelta(0)


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
    """A clock to draw: due (None: paused or no promise), the time promised, what is left while it stands."""

    due_at: datetime | None
    share: timedelta | None
    left: timedelta | None
    started_at: datetime
    lines: tuple[Line, ...]
    full: str


def step_clock(clock: Clock, step: Step, share: timedelta | None, priority: str, now: datetime) -> ClockFacts:
    """The clock of this visit to a step, with the lines that lead to its due time."""
    spent = timedelta(seconds=clock.spent.get(str(step.step_id), 0))
    used = time_of_visit(clock, now)
    if clock.budget is None or share is None or clock.sla is None:
        words = "pauses the clock" if step.pauses_clock else f"no promise for {priority}"
        return ClockFacts(None, None, None, clock.entered_at, (), f"Step {step.name}, {words}")
    lines = [Line("Share", _share_words(step, clock.sla, priority), say_duration(share))]
    if spent:
        lines.append(Line("Before", "earlier visits to this step", f"− {say_duration(spent)}"))
    if clock.is_grace:
        lines.append(
            Line("Grace", "under a quarter was left, so a quarter of the share", say_duration(clock.budget))
        )
    lines.extend(_pause_lines(clock.visit_paused, clock.paused_at, now))
    lines.append(Line("Used", "this visit so far", f"− {say_duration(used)}"))
    lines.append(_sum_line(clock.budget - used))
    full = f"Step {step.name}; {say_span(used)} of {say_span(clock.budget)} used"
    due_at = due_times(clock).step
    return ClockFacts(
        due_at, clock.budget, _left(clock, clock.budget - used), clock.entered_at, tuple(lines), full
    )


def ticket_clock(clock: Clock, priority: str, now: datetime) -> ClockFacts:
    """The clock of the whole ticket, counted from its binding."""
    if clock.sla is None:
        return ClockFacts(None, None, None, clock.bound_at, (), f"Ticket, no promise for {priority}")
    used = (clock.paused_at or now) - clock.bound_at - clock.paused
    lines = [Line("Promise", f"{priority} tickets of this workflow", say_duration(clock.sla))]
    lines.extend(_pause_lines(clock.paused, clock.paused_at, now))
    lines.append(Line("Used", "since the ticket was bound", f"− {say_duration(used)}"))
    lines.append(_sum_line(clock.sla - used))
    full = f"Ticket; {say_span(used)} of {say_span(clock.sla)} used"
    due_at = due_times(clock).ticket
    return ClockFacts(due_at, clock.sla, _left(clock, clock.sla - used), clock.bound_at, tuple(lines), full)


def _share_words(step: Step, sla: timedelta, priority: str) -> str:
    return f"{step.name} is {say_share(float(step.weight or 0))} of {say_duration(sla)} ({priority})"


def _pause_lines(finished: timedelta, paused_at: datetime | None, now: datetime) -> Iterator[Line]:
    if finished:
        yield Line(
            "Paused", f"{say_duration(finished)} on hold or waiting: not counted", "0 min", is_off=True
        )
    if paused_at is not None:
        yield Line("Paused", f"since {say_duration(now - paused_at)}: not counted", "0 min", is_off=True)


def _sum_line(left: timedelta) -> Line:
    if left < NOTHING:
        return Line("Late", "over what was promised", say_duration(-left), is_sum=True)
    return Line("Left", "until it is due", say_duration(left), is_sum=True)


def _left(clock: Clock, left: timedelta) -> timedelta | None:
    return left if clock.paused_at is not None else None

"""What a sweep waits for: the next mark, or the reminder of an escalation nobody answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import HOUR, at, calendars, hours, office, pauses_from, running
from tts.domain.clocks import Clock, due_times, pause_clock, resume_clock
from tts.domain.marks import PERCENTS, Mark, Scope
from tts.domain.watch import (
    Watch,
    after_marks,
    is_due,
    is_reminder_due,
    marks_due,
    next_mark_at,
    reminder_of,
)

NINE = at("2026-11-23T09:00+01:00")
DAY = Clock(bound_at=NINE, entered_at=NINE, sla=hours(100), budget=hours(10))
COUNTS = st.sampled_from((0, *PERCENTS))


def test_the_first_mark_of_either_clock_comes_next() -> None:
    assert next_mark_at(Watch(DAY)) == NINE + hours(8)
    assert next_mark_at(Watch(DAY, step_mark=80)) == NINE + hours(9)
    assert next_mark_at(Watch(DAY, step_mark=100)) == NINE + hours(80)
    assert next_mark_at(Watch(DAY, step_mark=100, ticket_mark=100)) is None


def test_a_step_without_a_share_leaves_the_marks_of_the_ticket() -> None:
    assert next_mark_at(Watch(replace(DAY, budget=None))) == NINE + hours(80)
    assert next_mark_at(Watch(replace(DAY, budget=None, sla=None))) is None


def test_nothing_comes_next_while_the_clocks_stand_and_all_moves_by_the_pause() -> None:
    held = pause_clock(DAY, NINE + HOUR)
    assert next_mark_at(Watch(held)) is None
    resumed = resume_clock(held, NINE + hours(6))
    assert next_mark_at(Watch(resumed)) == NINE + hours(13)


def test_a_mark_reached_before_a_pause_comes_once_the_clocks_go_on() -> None:
    held = pause_clock(DAY, NINE + timedelta(hours=8, minutes=30))
    assert not is_due(Watch(held), NINE + hours(20))
    assert [due.mark for due in marks_due(Watch(held), NINE + hours(20))] == [Mark(Scope.STEP, 80)]
    resumed = resume_clock(held, NINE + hours(20))
    assert next_mark_at(Watch(resumed)) == NINE + hours(8)


def test_late_marks_of_both_clocks_come_in_the_order_of_their_moments() -> None:
    short = replace(DAY, sla=hours(11))
    assert [(due.mark.scope, due.mark.percent) for due in marks_due(Watch(short), NINE + hours(12))] == [
        (Scope.STEP, 80),
        (Scope.TICKET, 80),
        (Scope.STEP, 90),
        (Scope.TICKET, 90),
        (Scope.STEP, 100),
        (Scope.TICKET, 100),
    ]


def test_the_reminder_comes_another_step_share_of_open_time_after_the_escalation() -> None:
    calm = Watch(replace(DAY, calendar=office()), 100, 100, unanswered_since=NINE + HOUR, share=hours(10))
    assert reminder_of(calm) == next_mark_at(calm) == at("2026-11-24T12:00+01:00")
    assert not is_reminder_due(calm, at("2026-11-24T11:59+01:00"))
    assert is_reminder_due(calm, at("2026-11-24T12:00+01:00"))
    assert next_mark_at(replace(calm, unanswered_since=None)) is None
    assert next_mark_at(replace(calm, share=None)) is None


def test_a_hold_stops_the_reminder_too() -> None:
    held = pause_clock(DAY, NINE + hours(2))
    watch = Watch(held, 100, 100, unanswered_since=NINE + HOUR, share=HOUR)
    assert not is_reminder_due(watch, NINE + hours(50))
    resumed = replace(watch, clock=resume_clock(held, NINE + hours(50)))
    assert next_mark_at(resumed) == NINE + hours(2)


@given(running(), st.integers(0, 400_000), COUNTS, COUNTS, st.integers(0, 900_000))
def test_a_sweep_that_goes_by_the_next_mark_alone_misses_none_and_repeats_none(
    found: tuple[object, ...], ticket: int, step_mark: int, ticket_mark: int, later: int
) -> None:
    calendar, start, budget, pauses = found
    clock = Clock(
        bound_at=start,
        entered_at=start,
        sla=timedelta(seconds=ticket),
        budget=budget,
        calendar=calendar,
        pauses=pauses,
    )
    watch, told = Watch(clock, step_mark, ticket_mark), []
    end = start + timedelta(seconds=later)
    while (moment := next_mark_at(watch)) is not None and moment <= end:
        due = marks_due(watch, moment)
        assert due
        told += [one.mark for one in due]
        watch = after_marks(watch, due)
    assert len(told) == len(set(told))
    assert set(told) == {one.mark for one in marks_due(Watch(clock, step_mark, ticket_mark), end)}
    assert marks_due(watch, end) == ()


@given(calendars(), st.data())
def test_the_breach_is_the_due_time_itself(calendar: object, data: st.DataObject) -> None:
    pauses = data.draw(pauses_from(NINE))
    clock = replace(DAY, calendar=calendar, pauses=pauses)
    assert next_mark_at(Watch(clock, step_mark=90, ticket_mark=100)) == due_times(clock).step
    assert next_mark_at(Watch(clock, step_mark=100, ticket_mark=90)) == due_times(clock).ticket

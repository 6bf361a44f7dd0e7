"""Marks: never early, each once, unmoved by anything but the clock itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import HOUR, at, hours, office, pause, running
from tts.domain.marks import (
    PERCENTS,
    DueMark,
    Mark,
    RunningClock,
    Scope,
    Told,
    due_marks,
    mark_times,
    next_mark_at,
    part_of,
    reminder_at,
    used_percent,
    within_reach,
)
from tts.domain.working_time import Calendar, Pause, counted, due_after, remaining

Clock = tuple[Calendar | None, datetime, timedelta, tuple[Pause, ...]]
NINE = at("2026-11-23T09:00+01:00")
STEP_80, STEP_90, STEP_100 = (Mark(Scope.STEP, percent) for percent in PERCENTS)


def clock_of(found: Clock) -> RunningClock:
    calendar, start, budget, pauses = found
    return RunningClock(start, budget, calendar, pauses)


def test_the_marks_of_ten_hours_in_an_office() -> None:
    assert mark_times(RunningClock(NINE, hours(10), office())) == {
        STEP_80: at("2026-11-23T17:00+01:00"),
        STEP_90: at("2026-11-24T10:00+01:00"),
        STEP_100: at("2026-11-24T11:00+01:00"),
    }


def test_who_is_told_at_which_mark() -> None:
    assert STEP_80.tells == (Told.HOLDER,)
    assert STEP_90.tells == STEP_100.tells == (Told.HOLDER, Told.COORDINATOR)
    assert Mark(Scope.TICKET, 80).tells == (Told.HOLDER, Told.COORDINATOR)


def test_only_the_breach_of_a_step_escalates() -> None:
    marks = [Mark(scope, percent) for scope in Scope for percent in PERCENTS]
    assert [mark for mark in marks if mark.escalates] == [STEP_100]
    assert [mark.percent for mark in marks if mark.is_breach] == [100, 100]


def test_without_a_promise_there_is_no_mark() -> None:
    assert mark_times(RunningClock(NINE, None, office())) == {}
    assert reminder_at(NINE, None, office()) is None


def test_while_a_pause_runs_only_what_was_reached_before_it_stands() -> None:
    held = (pause("2026-11-23T13:30+01:00", None, "on hold"),)
    assert mark_times(RunningClock(NINE, hours(5), None, held)) == {
        STEP_80: at("2026-11-23T13:00+01:00"),
        STEP_90: at("2026-11-23T13:30+01:00"),
    }
    assert reminder_at(NINE, hours(5), None, held) is None


def test_a_budget_of_nothing_is_breached_at_the_start() -> None:
    assert set(mark_times(RunningClock(NINE, hours(0), office())).values()) == {NINE}
    assert used_percent(hours(0), hours(0)) == 100


def test_late_marks_come_once_and_in_order_after_downtime() -> None:
    times = mark_times(RunningClock(NINE, hours(10)))
    found = due_marks(times, [], NINE + hours(30))
    assert found == tuple(DueMark(mark, times[mark]) for mark in (STEP_80, STEP_90, STEP_100))
    assert due_marks(times, [due.mark for due in found], NINE + hours(30)) == ()


def test_a_mark_that_fired_does_not_fire_again_after_the_budget_changed() -> None:
    longer = mark_times(RunningClock(NINE, hours(20)))
    assert due_marks(longer, [STEP_80], NINE + hours(17)) == ()
    shorter = mark_times(RunningClock(NINE, hours(1)))
    moved = due_marks(shorter, [STEP_80], NINE + hours(9))
    assert [due.mark for due in moved] == [STEP_90, STEP_100]


def test_the_next_mark_is_the_earliest_that_has_not_fired() -> None:
    times = mark_times(RunningClock(NINE, hours(10)))
    assert next_mark_at(times, []) == NINE + hours(8)
    assert next_mark_at(times, [STEP_80]) == NINE + hours(9)
    assert next_mark_at(times, times) is None


def test_step_and_ticket_have_marks_of_their_own() -> None:
    times = mark_times(RunningClock(NINE, hours(1))) | mark_times(RunningClock(NINE, hours(1)), Scope.TICKET)
    assert len(times) == 6
    assert len(due_marks(times, [STEP_80], NINE + HOUR)) == 5


@given(running())
def test_no_mark_comes_before_its_part_of_the_budget_counted(found: Clock) -> None:
    calendar, start, budget, pauses = found
    times = mark_times(clock_of(found))
    assert [mark.percent for mark in times] == list(PERCENTS)
    for mark, moment in times.items():
        elapsed = counted(calendar, start, moment, pauses)
        assert elapsed == part_of(budget, mark.percent)
        assert elapsed * 100 >= budget * mark.percent
        assert (elapsed - timedelta(seconds=1)) * 100 < budget * mark.percent or not budget
        assert used_percent(budget, elapsed) >= mark.percent
    assert all(one <= two for one, two in pairwise(times.values()))
    assert times[STEP_100] == due_after(*found)


@given(running(), st.integers(0, 2_000_000))
def test_a_pause_leaves_the_marks_before_it_and_moves_the_others(found: Clock, later: int) -> None:
    calendar, start, budget, pauses = found
    held = start + timedelta(seconds=later)
    before = mark_times(clock_of(found))
    resumed = held + 5 * HOUR
    after = mark_times(clock_of((calendar, start, budget, (*pauses, Pause(held, resumed)))))
    during = mark_times(clock_of((calendar, start, budget, (*pauses, Pause(held, None)))))
    for mark, moment in before.items():
        if moment <= held:
            assert after[mark] == during[mark] == moment
        else:
            assert mark not in during
            left = remaining(calendar, start, part_of(budget, mark.percent), held, pauses)
            assert after[mark] == due_after(calendar, resumed, left, pauses)


@given(running(), st.lists(st.integers(0, 3_000_000), min_size=1, max_size=12))
def test_whenever_one_looks_each_mark_fires_exactly_once_and_never_early(
    found: Clock, looks: list[int]
) -> None:
    times = mark_times(clock_of(found))
    fired: list[Mark] = []
    for offset in sorted(looks):
        now = found[1] + timedelta(seconds=offset)
        waiting = next_mark_at(times, fired)
        due = due_marks(times, fired, now)
        assert bool(due) == (waiting is not None and waiting <= now)
        assert all(one.reached_at <= now for one in due)
        fired += [one.mark for one in due]
    assert len(fired) == len(set(fired))
    last = found[1] + timedelta(seconds=max(looks))
    assert set(fired) == {mark for mark, moment in times.items() if moment <= last}


@given(running(), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_what_cannot_be_within_reach_is_not_reached(found: Clock, passed: timedelta) -> None:
    clock = clock_of(found)
    now = clock.start.astimezone(UTC) + passed
    reached = [mark.percent for mark, moment in mark_times(clock).items() if moment <= now]
    assert set(reached) <= set(within_reach(clock, PERCENTS, now))


def test_without_a_promise_nothing_is_within_reach() -> None:
    assert within_reach(RunningClock(NINE, None), PERCENTS, NINE + hours(1_000)) == ()
    assert within_reach(RunningClock(NINE, hours(10)), PERCENTS, NINE + hours(9)) == (80, 90)

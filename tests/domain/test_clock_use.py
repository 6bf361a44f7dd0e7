"""What pages show of a clock agrees with the marks that people are told of."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import at, hours, running
from tts.domain.clock_use import SOON, Use, percent_of, use_of
from tts.domain.marks import Mark, RunningClock, Scope, mark_times
from tts.domain.working_time import Calendar, Pause

Found = tuple[Calendar | None, datetime, timedelta, tuple[Pause, ...]]


def test_without_a_promise_nothing_is_used() -> None:
    assert use_of(RunningClock(at("2026-11-24T09:00"), None), at("2026-11-24T10:00")) is None


def test_use_is_rounded_down_and_ends_at_a_hundred() -> None:
    clock = RunningClock(at("2026-11-24T09:00"), hours(3))
    assert use_of(clock, at("2026-11-24T10:59:59")) == Use(66, at("2026-11-24T11:24"))
    assert use_of(clock, at("2026-11-25T10:00")) == Use(100, at("2026-11-24T11:24"))
    assert percent_of(hours(3), hours(-1)) == 0


@given(running(), st.integers(0, 3_000_000))
def test_a_list_a_page_and_a_warning_name_the_same_moment(found: Found, later: int) -> None:
    calendar, start, budget, pauses = found
    clock, now = RunningClock(start, budget, calendar, pauses), start + timedelta(seconds=later)
    use = use_of(clock, now)
    assert use is not None
    assert use.soon_at == mark_times(clock)[Mark(Scope.STEP, SOON)]
    assert (use.percent >= SOON) == (use.soon_at <= now)

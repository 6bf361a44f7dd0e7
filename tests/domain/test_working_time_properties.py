"""What is true of every calendar, start, budget and set of pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.calendars import BUDGETS, DATES, HOUR, MOMENTS, calendars, pauses_from, running
from tts.domain.working_time import (
    Calendar,
    Pause,
    calendar_json,
    counted,
    due_after,
    explain_due,
    merge_pauses,
    open_spans,
    read_calendar,
    remaining,
)

Clock = tuple[Calendar | None, datetime, timedelta, tuple[Pause, ...]]
SECONDS = st.integers(0, 2_000_000).map(lambda seconds: timedelta(seconds=seconds))


def reached(clock: Clock) -> datetime:
    """The due time of a clock whose pauses are over: there always is one."""
    due = due_after(*clock)
    assert due is not None
    return due


@given(running())
def test_what_counted_until_the_due_time_is_the_budget(clock: Clock) -> None:
    calendar, start, budget, pauses = clock
    due = reached(clock)
    assert counted(calendar, start, due, pauses) == budget
    if budget:
        assert counted(calendar, start, due - timedelta(seconds=1), pauses) == budget - timedelta(seconds=1)


@given(running(), SECONDS)
def test_elapsed_and_remaining_are_the_budget(clock: Clock, later: timedelta) -> None:
    calendar, start, budget, pauses = clock
    now = start + later
    left = remaining(calendar, start, budget, now, pauses)
    assert counted(calendar, start, now, pauses) + left == budget
    assert (left <= timedelta(0)) == (reached(clock) <= now)


@given(running(), SECONDS, SECONDS)
def test_time_adds_up_wherever_it_is_cut(clock: Clock, one: timedelta, two: timedelta) -> None:
    calendar, start, _, pauses = clock
    middle, end = start + one, start + one + two
    first = counted(calendar, start, middle, pauses)
    assert first + counted(calendar, middle, end, pauses) == counted(calendar, start, end, pauses)


@given(running(), st.data())
def test_splitting_a_pause_changes_nothing(clock: Clock, data: st.DataObject) -> None:
    calendar, start, budget, pauses = clock
    split: list[Pause] = []
    for pause in pauses:
        assert pause.end is not None
        cut = pause.start + data.draw(st.floats(0, 1)) * (pause.end - pause.start)
        split += [Pause(cut, pause.end), Pause(pause.start, cut)]
    assert due_after(calendar, start, budget, split) == reached(clock)


@given(running(), st.randoms(use_true_random=False))
def test_merging_and_order_change_nothing(clock: Clock, random: Random) -> None:
    calendar, start, budget, pauses = clock
    shuffled = list(pauses) + list(pauses[:1])
    random.shuffle(shuffled)
    merged = merge_pauses(shuffled)
    assert merged == merge_pauses(pauses) == merge_pauses(merged)
    assert (
        due_after(calendar, start, budget, merged)
        == due_after(calendar, start, budget, shuffled)
        == reached(clock)
    )
    for earlier, later in zip(merged, merged[1:], strict=False):
        assert earlier.end is not None
        assert earlier.end < later.start


@given(running(), BUDGETS)
def test_a_longer_target_is_never_due_earlier(clock: Clock, more: timedelta) -> None:
    calendar, start, budget, pauses = clock
    longer = due_after(calendar, start, budget + more, pauses)
    assert longer is not None
    assert longer >= reached(clock) >= start


@given(running(), SECONDS)
def test_a_later_start_is_never_due_earlier(clock: Clock, later: timedelta) -> None:
    calendar, start, budget, pauses = clock
    assert reached((calendar, start + later, budget, pauses)) >= reached(clock)


@given(running(), st.lists(DATES, min_size=1, max_size=5))
def test_another_holiday_is_never_due_earlier(clock: Clock, days: list[date]) -> None:
    calendar, start, budget, pauses = clock
    if calendar is None:
        return
    closed = Calendar(calendar.tz, calendar.week, calendar.holidays | set(days), calendar.special)
    assert reached((closed, start, budget, pauses)) >= reached(clock)


@given(running(), st.data())
def test_another_pause_is_never_due_earlier(clock: Clock, data: st.DataObject) -> None:
    calendar, start, budget, pauses = clock
    more = data.draw(pauses_from(start))
    assert reached((calendar, start, budget, pauses + more)) >= reached(clock)


@given(running(), SECONDS)
def test_resuming_counts_on_from_what_was_left(clock: Clock, later: timedelta) -> None:
    calendar, start, budget, pauses = clock
    held, resumed = start + later, start + 2 * later
    left = remaining(calendar, start, budget, held, pauses)
    after = due_after(calendar, start, budget, [*pauses, Pause(held, resumed)])
    if left > timedelta(0):
        assert after == due_after(calendar, resumed, left, pauses)
    else:
        assert after == reached(clock)


@given(running(), SECONDS)
def test_while_a_pause_runs_nothing_is_used_up(clock: Clock, later: timedelta) -> None:
    calendar, start, budget, pauses = clock
    held = [*pauses, Pause(start + later, None)]
    left = remaining(calendar, start, budget, start + later, pauses)
    assert (due_after(calendar, start, budget, held) is None) == (left > timedelta(0))
    assert remaining(calendar, start, budget, start + later + 900 * HOUR, held) == left


@given(running())
def test_a_due_time_is_never_within_a_pause_or_closed_hours(clock: Clock) -> None:
    calendar, start, budget, pauses = clock
    due = reached(clock)
    if budget:
        just_before = due - timedelta(seconds=1)
        assert counted(calendar, just_before, due, pauses) == timedelta(seconds=1)


@given(running(), st.none() | SECONDS)
def test_the_ledger_proves_the_due_time(clock: Clock, held_after: timedelta | None) -> None:
    calendar, start, budget, pauses = clock
    held = [*pauses, Pause(start + held_after, None)] if held_after is not None else list(pauses)
    found = explain_due(calendar, start, budget, held)
    assert found.due == due_after(calendar, start, budget, held)
    assert found.counted + found.left == budget
    assert (found.due is None) == (found.why_not is not None)
    edge: datetime | None = start
    for span in found.spans:
        assert span.start == edge
        edge = span.end
        if span.end is not None:
            assert span.start < span.end
            assert span.counted == counted(calendar, span.start, span.end, held)
            assert span.counted in (timedelta(0), span.end - span.start)
    assert edge == (found.due if budget else start)
    for row, following in zip(found.spans, found.spans[1:], strict=False):
        assert row.reason != following.reason


@given(calendars())
def test_a_calendar_reads_back_as_it_was_written(calendar: Calendar) -> None:
    written = calendar_json(calendar)
    assert read_calendar(written) == calendar
    assert calendar_json(read_calendar(written)) == written


@given(calendars(), MOMENTS)
def test_open_stretches_are_in_order_and_apart(calendar: Calendar, start: datetime) -> None:
    edge = start
    for span, _ in zip(open_spans(calendar, start), range(20), strict=False):
        assert edge <= span.start < span.end
        edge = span.end


@settings(max_examples=60)
@given(calendars(unit=HOUR), MOMENTS)
def test_every_quarter_of_an_hour_is_open_as_the_wall_clock_says(calendar: Calendar, start: datetime) -> None:
    begin = start.replace(minute=0, second=0, microsecond=0)
    quarter = timedelta(minutes=15)
    moments = [begin + quarter * number for number in range(4 * 24 * 4)]
    expected = sum((quarter for moment in moments if is_open_by_the_wall(calendar, moment)), timedelta(0))
    assert counted(calendar, begin, moments[-1] + quarter) == expected


def is_open_by_the_wall(calendar: Calendar, moment: datetime) -> bool:
    """Asks the wall clock alone; right for windows that begin and end on the hour in these zones."""
    wall = moment.astimezone(ZoneInfo(calendar.tz)).replace(tzinfo=None)
    for day in (wall.date(), wall.date() - timedelta(days=1)):
        since_midnight = wall - datetime.combine(day, datetime.min.time())
        if any(window.opens <= since_midnight < window.closes for window in calendar.windows_on(day)):
            return True
    return False


@given(st.dates(date(1975, 1, 1), date(2199, 1, 1)))
def test_round_the_clock_in_utc_is_plain_arithmetic(day: date) -> None:
    start = datetime.combine(day, datetime.min.time(), UTC)
    plain = Calendar("UTC", {})
    assert due_after(None, start, 40 * HOUR) == start + 40 * HOUR
    assert due_after(plain, start, HOUR) is None

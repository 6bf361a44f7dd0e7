"""Published vectors: weekends, lunch, nights, holidays, hours of one day, starts outside hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.calendars import BERLIN, DAY, HOUR, always, at, calendar_of, hours, office, pause
from tts.domain.working_time import Calendar, Pause, Window, counted, due_after, reach, remaining

LUNCH = calendar_of(BERLIN, {"0-4": [["09:00", "12:00"], ["13:00", "17:00"]]})
NIGHTS = calendar_of(BERLIN, {"0-4": [["22:00", "06:00"]]})


def test_what_starts_on_friday_goes_on_after_the_weekend() -> None:
    assert due_after(office(), at("2026-11-27T15:00+01:00"), hours(4)) == at("2026-11-30T11:00+01:00")
    assert counted(office(), at("2026-11-27T15:00+01:00"), at("2026-11-30T11:00+01:00")) == hours(4)


def test_the_lunch_break_does_not_count() -> None:
    assert due_after(LUNCH, at("2026-11-24T11:30+01:00"), hours(1)) == at("2026-11-24T13:30+01:00")


def test_the_second_window_of_a_day_counts_too() -> None:
    assert due_after(LUNCH, at("2026-11-24T09:00+01:00"), hours(7)) == at("2026-11-24T17:00+01:00")
    assert counted(LUNCH, at("2026-11-24T00:00+01:00"), at("2026-11-25T00:00+01:00")) == hours(7)


def test_what_ends_with_a_window_is_due_at_its_close_and_not_at_the_next_opening() -> None:
    assert due_after(LUNCH, at("2026-11-24T09:00+01:00"), hours(3)) == at("2026-11-24T12:00+01:00")


def test_a_night_shift_counts_its_hours_over_midnight() -> None:
    assert due_after(NIGHTS, at("2026-11-24T22:00+01:00"), hours(8)) == at("2026-11-25T06:00+01:00")
    assert due_after(NIGHTS, at("2026-11-25T03:00+01:00"), hours(5)) == at("2026-11-26T00:00+01:00")
    assert counted(NIGHTS, at("2026-11-23T00:00+01:00"), at("2026-11-30T00:00+01:00")) == hours(40)


def test_a_night_shift_belongs_to_the_day_it_opens_on() -> None:
    closed_on_wednesday = calendar_of(BERLIN, {"0-4": [["22:00", "06:00"]]}, holidays=["2026-11-25"])
    start = at("2026-11-24T22:00+01:00")
    assert due_after(closed_on_wednesday, start, hours(8)) == at("2026-11-25T06:00+01:00")
    assert due_after(closed_on_wednesday, start, hours(9)) == at("2026-11-26T23:00+01:00")


def test_fridays_night_reaches_into_saturday_and_saturdays_start_finds_it() -> None:
    assert due_after(NIGHTS, at("2026-11-28T05:00+01:00"), hours(1)) == at("2026-11-28T06:00+01:00")
    assert due_after(NIGHTS, at("2026-11-28T05:00+01:00"), hours(2)) == at("2026-11-30T23:00+01:00")


@pytest.mark.parametrize("close", ["24:00", "00:00"])
def test_a_window_may_close_at_midnight_however_it_is_written(close: str) -> None:
    late = calendar_of(BERLIN, {"0-6": [["18:00", close]]})
    assert counted(late, at("2026-11-24T00:00+01:00"), at("2026-11-26T00:00+01:00")) == hours(12)


def test_from_00_00_to_24_00_every_day_is_round_the_clock() -> None:
    for tz in (BERLIN, "America/New_York", "Australia/Lord_Howe"):
        start = at("2026-01-01T00:00")
        assert due_after(always(tz), start, 365 * DAY) == start + 365 * DAY
        assert counted(always(tz), start, start + 365 * DAY) == 365 * DAY


def test_one_open_day_a_week() -> None:
    wednesdays = calendar_of(BERLIN, {"2": [["10:00", "12:00"]]})
    assert due_after(wednesdays, at("2026-11-26T10:00+01:00"), hours(5)) == at("2026-12-16T11:00+01:00")


def test_three_weeks_of_holidays() -> None:
    days = [(date(2026, 12, 14) + timedelta(days=day)).isoformat() for day in range(21)]
    closed = office(holidays=days)
    assert due_after(closed, at("2026-12-11T16:00+01:00"), hours(2)) == at("2027-01-04T10:00+01:00")


def test_the_next_opening_is_found_however_far_away_it_is() -> None:
    expo = calendar_of(BERLIN, {}, special={"2126-05-01": [["09:00", "17:00"]]})
    assert due_after(expo, at("2026-11-24T00:00"), hours(1)) == at("2126-05-01T10:00+02:00")
    days = [date.fromordinal(date(2026, 11, 1).toordinal() + day).isoformat() for day in range(2_900)]
    long_closed = office(holidays=days)
    reopened = due_after(long_closed, at("2026-11-24T00:00"), hours(1))
    assert reopened is not None
    assert reopened.year == 2034


def test_no_due_time_comes_from_a_calendar_whose_days_are_over() -> None:
    over = calendar_of(BERLIN, {}, special={"2026-12-01": [["09:00", "12:00"]]})
    assert due_after(over, at("2026-12-01T08:00"), hours(4)) is None
    assert due_after(over, at("2026-12-01T08:00"), hours(3)) is not None
    assert remaining(over, at("2026-12-01T08:00"), hours(9), at("2027-01-01T00:00")) == hours(6)


def test_special_hours_stand_in_place_of_the_weeks() -> None:
    short = office(special={"2026-12-31": [["09:00", "12:00"]], "2026-12-30": []})
    assert due_after(short, at("2026-12-29T16:00+01:00"), hours(5)) == at("2027-01-01T10:00+01:00")


def test_special_hours_open_a_holiday_and_a_weekend() -> None:
    open_anyway = office(
        holidays=["2026-12-25"],
        special={"2026-12-25": [["10:00", "12:00"]], "2026-12-26": [["10:00", "11:00"]]},
    )
    assert due_after(open_anyway, at("2026-12-24T17:00+01:00"), hours(3)) == at("2026-12-26T11:00+01:00")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-24T03:12:45+01:00", "2026-11-24T10:00+01:00"),
        ("2026-11-24T19:30+01:00", "2026-11-25T10:00+01:00"),
        ("2026-11-28T14:47+01:00", "2026-11-30T10:00+01:00"),
        ("2026-11-27T17:00+01:00", "2026-11-30T10:00+01:00"),
    ],
)
def test_what_is_created_outside_hours_starts_with_the_next_opening(start: str, due: str) -> None:
    assert due_after(office(), at(start), hours(1)) == at(due)


def test_a_target_of_nothing_is_due_at_the_start_outside_hours_too() -> None:
    sunday = at("2026-11-29T03:00+01:00")
    assert due_after(office(), sunday, hours(0)) == sunday
    assert due_after(None, sunday, hours(0)) == sunday
    assert due_after(office(), sunday, hours(0), [pause("2026-11-01T00:00", None)]) == sunday


def test_overlapping_windows_count_once() -> None:
    twice = calendar_of(BERLIN, {"0-4": [["09:00", "13:00"], ["12:00", "17:00"], ["10:00", "11:00"]]})
    assert due_after(twice, at("2026-11-24T09:00+01:00"), hours(8)) == at("2026-11-24T17:00+01:00")
    around = calendar_of(BERLIN, {"0-6": [["09:00", "09:00"], ["22:00", "06:00"]]})
    assert counted(around, at("2026-11-23T09:00+01:00"), at("2026-11-30T09:00+01:00")) == 7 * DAY


def test_fractions_of_a_second_are_kept() -> None:
    start = at("2026-11-24T16:59:59.250+01:00")
    assert due_after(office(), start, timedelta(seconds=1)) == at("2026-11-25T09:00:00.250+01:00")


def test_answers_are_in_utc_and_a_start_without_a_zone_is_refused() -> None:
    found = due_after(office(), at("2026-11-24T09:00+01:00"), HOUR)
    assert found is not None
    assert found.tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        due_after(None, datetime(2026, 1, 1), HOUR)


def test_nothing_counts_backwards() -> None:
    assert counted(office(), at("2026-11-24T16:00"), at("2026-11-24T08:00")) == hours(0)
    assert counted(None, at("2026-11-24T16:00"), at("2026-11-24T08:00")) == hours(0)


def test_several_budgets_are_reached_in_one_walk() -> None:
    budgets = [hours(9), hours(0), hours(1), hours(9)]
    start = at("2026-11-24T09:00+01:00")
    assert reach(office(), start, budgets) == [due_after(office(), start, budget) for budget in budgets]


@pytest.mark.parametrize(("opens", "closes"), [(-1, 5), (24, 25), (9, 9), (9, 34)])
def test_a_window_is_within_a_day_of_its_opening(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="window"):
        Window(hours(opens), hours(closes))


def test_equal_calendars_are_equal_and_can_be_kept_in_sets() -> None:
    assert office() == office()
    assert len({office(), office(), always()}) == 2
    assert Calendar("UTC", {0: ()}) == Calendar("UTC", {})


def test_a_pause_in_the_hour_that_comes_twice_is_the_one_that_was_meant() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 25, 0, tzinfo=berlin)
    begin, end = datetime(2026, 10, 25, 2, 30, tzinfo=berlin), datetime(2026, 10, 25, 4, tzinfo=berlin)
    first, second = (
        due_after(None, start, hours(5), [Pause(begin.replace(fold=fold), end)]) for fold in (0, 1)
    )
    assert (first, second) == (at("2026-10-25T06:30+01:00"), at("2026-10-25T05:30+01:00"))

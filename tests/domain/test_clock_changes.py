"""Both nights a year in Berlin, New York and on Lord Howe, whose clocks turn by half an hour.

Berlin 2026: 29 March 02:00 -> 03:00, 25 October 03:00 -> 02:00. New York: 8 March and 1 November at 02:00.
Lord Howe: 5 April 02:00 -> 01:30, 4 October 02:00 -> 02:30.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.domain.calendars import BERLIN, LORD_HOWE, NEW_YORK, always, at, calendar_of, hours, office
from tts.domain.working_time import counted, due_after
from tts.domain.working_time.wall import instant_of

NIGHT = {"0-6": [["22:00", "06:00"]]}


@pytest.mark.parametrize(
    ("tz", "start", "end", "length"),
    [
        (BERLIN, "2026-03-28T22:00+01:00", "2026-03-29T06:00+02:00", 7),
        (BERLIN, "2026-10-24T22:00+02:00", "2026-10-25T06:00+01:00", 9),
        (NEW_YORK, "2026-03-07T22:00-05:00", "2026-03-08T06:00-04:00", 7),
        (NEW_YORK, "2026-10-31T22:00-04:00", "2026-11-01T06:00-05:00", 9),
        (LORD_HOWE, "2026-10-03T22:00+10:30", "2026-10-04T06:00+11:00", 7.5),
        (LORD_HOWE, "2026-04-04T22:00+11:00", "2026-04-05T06:00+10:30", 8.5),
    ],
)
def test_a_night_shift_is_as_long_as_the_night_really_was(
    tz: str, start: str, end: str, length: float
) -> None:
    nights = calendar_of(tz, NIGHT)
    assert counted(nights, at(start), at(end)) == hours(length)
    assert due_after(nights, at(start), hours(length)) == at(end)
    after = due_after(nights, at(start), hours(length + 1))
    assert after is not None
    assert after - at(end) == hours(17)


@pytest.mark.parametrize(
    ("tz", "date", "before", "after", "length"),
    [
        (BERLIN, "2026-03-29", "+01:00", "+02:00", 23),
        (BERLIN, "2026-10-25", "+02:00", "+01:00", 25),
        (NEW_YORK, "2026-03-08", "-05:00", "-04:00", 23),
        (NEW_YORK, "2026-11-01", "-04:00", "-05:00", 25),
        (LORD_HOWE, "2026-10-04", "+10:30", "+11:00", 23.5),
        (LORD_HOWE, "2026-04-05", "+11:00", "+10:30", 24.5),
    ],
)
def test_a_day_is_not_86_400_seconds(tz: str, date: str, before: str, after: str, length: float) -> None:
    sunday = calendar_of(tz, {"6": [["00:00", "24:00"]]})
    start = at(f"{date}T00:00{before}")
    assert due_after(sunday, start, hours(length)) == start + hours(length)
    assert counted(sunday, start, start + hours(48)) == hours(length)
    noon = due_after(sunday, start, hours(length - 12))
    assert noon == at(f"{date}T12:00{after}")


@pytest.mark.parametrize(
    ("tz", "friday", "monday"),
    [
        (BERLIN, "2026-03-27T16:00+01:00", "2026-03-30T10:00+02:00"),
        (BERLIN, "2026-10-23T16:00+02:00", "2026-10-26T10:00+01:00"),
        (NEW_YORK, "2026-03-06T16:00-05:00", "2026-03-09T10:00-04:00"),
        (NEW_YORK, "2026-10-30T16:00-04:00", "2026-11-02T10:00-05:00"),
        (LORD_HOWE, "2026-10-02T16:00+10:30", "2026-10-05T10:00+11:00"),
        (LORD_HOWE, "2026-04-03T16:00+11:00", "2026-04-06T10:00+10:30"),
    ],
)
def test_the_office_opens_by_its_own_clock_after_the_change(tz: str, friday: str, monday: str) -> None:
    assert due_after(office(tz), at(friday), hours(2)) == at(monday)


@pytest.mark.parametrize("date", ["2026-10-24", "2026-10-25", "2026-03-28", "2026-03-29"])
def test_each_day_is_counted_once_in_both_weeks(date: str) -> None:
    four = calendar_of(BERLIN, {"0-6": [["08:00", "12:00"]]})
    start = at(f"{date}T00:00")
    assert counted(four, start, start + hours(24 * 7)) == hours(28)


def test_round_the_clock_needs_no_zone() -> None:
    start = at("2026-10-24T18:00+02:00")
    assert due_after(None, start, hours(24)) == start + hours(24)
    assert due_after(always(), start, hours(24)) == start + hours(24)


@pytest.mark.parametrize(
    ("tz", "window", "start", "opened", "length"),
    [
        # An opening time that is skipped is the moment of the jump; one that comes twice is the first.
        (BERLIN, ["02:30", "05:00"], "2026-03-29T00:00+01:00", "2026-03-29T03:00+02:00", 2),
        (BERLIN, ["02:30", "05:00"], "2026-10-25T00:00+02:00", "2026-10-25T02:30+02:00", 3.5),
        (NEW_YORK, ["02:30", "05:00"], "2026-03-08T00:00-05:00", "2026-03-08T03:00-04:00", 2),
        (NEW_YORK, ["01:30", "05:00"], "2026-11-01T00:00-04:00", "2026-11-01T01:30-04:00", 4.5),
        (LORD_HOWE, ["02:15", "05:00"], "2026-10-04T00:00+10:30", "2026-10-04T02:30+11:00", 2.5),
        (LORD_HOWE, ["01:45", "05:00"], "2026-04-05T00:00+11:00", "2026-04-05T01:45+11:00", 3.75),
    ],
)
def test_opening_within_the_change(
    tz: str, window: list[str], start: str, opened: str, length: float
) -> None:
    sundays = calendar_of(tz, {"6": [window]})
    assert due_after(sundays, at(start), hours(length)) == at(opened) + hours(length)
    assert counted(sundays, at(start), at(opened)) == hours(0)
    assert counted(sundays, at(start), at(start) + hours(30)) == hours(length)


@pytest.mark.parametrize(
    ("tz", "window", "start", "length"),
    [
        (BERLIN, ["00:00", "02:30"], "2026-03-29T00:00+01:00", 2),
        (BERLIN, ["00:00", "02:30"], "2026-10-25T00:00+02:00", 2.5),
        (BERLIN, ["02:10", "02:50"], "2026-03-29T00:00+01:00", 0),
        (LORD_HOWE, ["00:00", "02:15"], "2026-10-04T00:00+10:30", 2),
        (LORD_HOWE, ["00:00", "01:45"], "2026-04-05T00:00+11:00", 1.75),
    ],
)
def test_closing_within_the_change(tz: str, window: list[str], start: str, length: float) -> None:
    sundays = calendar_of(tz, {"6": [window]})
    assert counted(sundays, at(start), at(start) + hours(30)) == hours(length)


def test_both_passes_of_the_repeated_hour_count_in_an_open_night() -> None:
    nights = calendar_of(BERLIN, NIGHT)
    first, second = at("2026-10-25T02:30+02:00"), at("2026-10-25T02:30+01:00")
    assert counted(nights, first, second) == hours(1)
    assert due_after(nights, first, hours(1)) == second


def test_a_whole_day_that_a_country_skipped_is_no_trouble() -> None:
    apia = always("Pacific/Apia")  # 30 December 2011 did not happen there
    start = at("2011-12-29T12:00-10:00")
    assert due_after(apia, start, hours(24)) == start + hours(24)
    assert instant_of(datetime(2011, 12, 30, 8), ZoneInfo("Pacific/Apia")) == at("2011-12-31T00:00+14:00")

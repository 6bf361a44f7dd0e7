"""Quiet hours: over midnight, over weekends, over both nights on which clocks are put."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import at
from tts.domain.quiet import QuietHours, quiet_until

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(22), time(7))
ZONES = [
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
]


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-24T21:59+01:00", None),
        ("2026-11-24T22:00+01:00", "2026-11-25T07:00+01:00"),
        ("2026-11-25T03:00+01:00", "2026-11-25T07:00+01:00"),
        ("2026-11-25T07:00+01:00", None),
        ("2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
        ("2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
    ],
)
def test_a_night_ends_in_the_morning_on_the_wall(now: str, ends: str | None) -> None:
    assert quiet_until(NIGHT, BERLIN, at(now)) == (at(ends) if ends else None)


def test_a_quiet_weekend_goes_into_the_night_before_monday_and_through_it() -> None:
    quiet = QuietHours(time(22), time(7), weekends=True)
    assert quiet_until(quiet, BERLIN, at("2026-11-28T12:00+01:00")) == at("2026-11-30T07:00+01:00")
    assert quiet_until(QuietHours(weekends=True), BERLIN, at("2026-11-28T12:00+01:00")) == at(
        "2026-11-30T00:00+01:00"
    )


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_once() -> None:
    early = QuietHours(time(1), time(2, 30))
    first, second = at("2026-10-25T02:10+02:00"), at("2026-10-25T02:10+01:00")
    assert quiet_until(early, BERLIN, first) == at("2026-10-25T02:30+02:00")
    assert quiet_until(early, BERLIN, second) == at("2026-10-25T02:30+01:00")


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert quiet_until(QuietHours(), BERLIN, at("2026-11-28T03:00+01:00")) is None


HOURS = st.none() | st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@given(
    HOURS,
    HOURS,
    st.booleans(),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
def test_it_ends_later_within_three_days_and_then_it_is_not_quiet(
    start: time | None, end: time | None, weekends: bool, zone: ZoneInfo, wall: datetime
) -> None:
    now = wall.replace(tzinfo=UTC)
    quiet = QuietHours(start, end, weekends)
    ends = quiet_until(quiet, zone, now)
    if ends is not None:
        assert now < ends <= now + timedelta(days=4)
        assert quiet_until(quiet, zone, ends) is None

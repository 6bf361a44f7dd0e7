"""When a ticket ended at its source: read in each form that can be read, left out in any other."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.domain.source_ticket import END_TIMES, read_end_times, say_end_times


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-02T10:00:00+00:00", "2026-11-02T10:00:00+00:00"),
        ("2026-11-02T18:00:00.123456+08:00", "2026-11-02T10:00:00+00:00"),
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00+00:00"),
        ("2026-11-02 10:00:00", "2026-11-02T10:00:00+00:00"),
        (" 2026-11-02 ", "2026-11-02"),
        ("14:05", "14:05:00"),
        ("14:05:09.5", "14:05:09"),
    ],
)
def test_moments_are_kept_in_utc_dates_and_times_of_day_as_they_are(said: str, kept: str) -> None:
    assert read_end_times({"time_closed": said}) == {"time_closed": kept}


@pytest.mark.parametrize(
    "said",
    [None, "", "soon", "2026", "31.12.2026", 7, 1.5, True, [], {}, "\ud800", "٢٠٢٦-١١-٠٢", "9" * 5_000]
    + ["0001-01-01T00:00:00+14:00", "2026-13-01", "25:00"],
)
def test_what_cannot_be_read_is_left_out(said: object) -> None:
    assert read_end_times({"date_completed": said, "time_closed": "14:05"}) == {"time_closed": "14:05:00"}


def test_a_time_without_a_zone_is_in_the_zone_of_the_source() -> None:
    there = timezone(timedelta(hours=8))
    assert read_end_times({"time_closed": "2026-11-02T10:00"}, there) == {
        "time_closed": "2026-11-02T02:00:00+00:00"
    }


@given(
    st.dictionaries(st.sampled_from(sorted(END_TIMES)), st.text() | st.integers() | st.datetimes().map(str))
)
def test_whatever_is_said_is_read_without_an_error_and_said_again(payload: dict[str, object]) -> None:
    found = read_end_times(payload)
    assert read_end_times(found) == found
    assert bool(say_end_times(found)) == bool(found)


def test_they_are_told_in_words() -> None:
    assert say_end_times({"date_completed": "2026-11-02", "time_closed": "2026-11-03T10:00:00+00:00"}) == (
        ": completed 2026-11-02, closed 2026-11-03 10:00 UTC"
    )
    assert say_end_times({"time_closed": "14:05:00", "other": 1}) == ": closed 14:05:00"
    assert say_end_times({}) == ""

"""Calendars in words, their holidays' names, and the sentences about what changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tts.domain.calendar_changes import say_calendar_changes
from tts.domain.working_time import (
    Calendar,
    CalendarRefused,
    Pause,
    calendar_json,
    explain_due,
    pauses_json,
    read_calendar,
    read_pauses,
    say_calendar,
)

OFFICE: dict[str, Any] = {"tz": "Europe/Berlin", "week": {str(day): [["09:00", "17:00"]] for day in range(5)}}


def calendar(**changes: Any) -> Calendar:
    found = read_calendar(OFFICE | changes)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Mon–Fri 09:00–17:00, Europe/Berlin"),
        ({"holidays": ["2026-12-25"]}, "Mon–Fri 09:00–17:00, Europe/Berlin, 1 holiday"),
        (
            {"week": {"0": [["09:00", "12:00"], ["13:00", "17:00"]], "2": [["22:00", "06:00"]]}, "tz": "UTC"},
            "Mon 09:00–12:00 and 13:00–17:00, Wed 22:00–06:00, UTC",
        ),
        (
            {"week": {str(day): [["00:00", "24:00"]] for day in (5, 6)}},
            "Sat, Sun 00:00–24:00, Europe/Berlin",
        ),
        (
            {"week": {}, "special": {"2026-12-31": [["09:00", "12:00"]], "2027-12-31": []}},
            "closed all week, Europe/Berlin, 2 special days",
        ),
    ],
)
def test_a_calendar_is_said_in_a_line(changes: dict[str, Any], words: str) -> None:
    assert say_calendar(calendar(**changes)) == words


def test_no_calendar_is_around_the_clock() -> None:
    assert say_calendar(None) == "around the clock"


def test_names_of_holidays_are_kept_also_of_those_switched_off() -> None:
    names = {"2026-12-25": "Christmas Day", "2026-12-26": "Boxing Day"}
    kept = calendar(holidays=["2026-12-25"], holiday_names=names)
    assert kept.holidays == {date(2026, 12, 25)}
    written = {**OFFICE, "holidays": ["2026-12-25"], "special": {}, "holiday_names": names}
    assert calendar_json(kept) == written
    assert "holiday_names" not in (calendar_json(calendar()) or {})


BAD_NAMES = ["x", {"x": "y"}, {"2026-12-25": ""}, {"2026-12-25": 3}, {"2026-12-25": "a\nb"}]


@pytest.mark.parametrize("names", BAD_NAMES)
def test_names_that_cannot_be_are_refused(names: object) -> None:
    with pytest.raises(CalendarRefused) as refused:
        calendar(holiday_names=names)
    assert next(iter(refused.value.fields)).startswith("holiday_names")


def test_the_ledger_calls_a_holiday_by_its_name() -> None:
    kept = calendar(holidays=["2026-12-25"], holiday_names={"2026-12-25": "Christmas Day"})
    found = explain_due(kept, datetime(2026, 12, 24, 15, tzinfo=UTC), timedelta(hours=2))
    assert [span.reason for span in found.spans] == [
        "open",
        "closed",
        "holiday: Christmas Day",
        "closed",
        "open",
    ]


def test_what_changed_is_told_day_by_day() -> None:
    old = calendar(holidays=["2026-12-25", "2026-12-26"], special={"2026-12-31": []})
    week = OFFICE["week"] | {"4": []}
    new = calendar(
        tz="Europe/Vienna",
        week=week,
        holidays=["2026-12-25", "2026-01-06"],
        holiday_names={"2026-01-06": "Epiphany"},
        special={"2026-12-24": [["09:00", "12:00"]]},
    )
    assert say_calendar_changes(old, new) == [
        "The calendar's time zone is now Europe/Vienna, was Europe/Berlin.",
        "Friday is now closed, was 09:00–17:00.",
        "Epiphany (2026-01-06) is now off.",
        "2026-12-26 is no longer off.",
        "2026-12-24 has hours of its own: 09:00–12:00.",
        "2026-12-31 no longer has hours of its own.",
    ]
    assert say_calendar_changes(new, new) == say_calendar_changes(None, None) == []
    assert say_calendar_changes(new, None)[0].endswith(", 1 special day.")


def test_many_days_at_once_are_counted() -> None:
    days = [f"2026-06-{day:02d}" for day in range(1, 11)]
    assert say_calendar_changes(calendar(), calendar(holidays=days)) == [
        "2026-06-01, 2026-06-02, 2026-06-03, 2026-06-04, 2026-06-05 and 5 more are now off."
    ]
    told = say_calendar_changes(calendar(), calendar(special={day: [] for day in days}))
    assert (len(told), told[-1]) == (6, "5 more days have other hours.")
    named = calendar(holidays=days[:1], holiday_names={days[0]: "Fair"})
    assert say_calendar_changes(calendar(holidays=days[:1]), named) == [
        "The names of the holidays were changed."
    ]


def test_pauses_are_kept_to_the_microsecond() -> None:
    start = datetime(2026, 11, 23, 9, 0, 0, 421, tzinfo=UTC)
    pauses = (Pause(start, start + timedelta(microseconds=1), "on hold"), Pause(start, None, ""))
    rows = pauses_json(pauses)
    assert rows[0] == ["2026-11-23T09:00:00.000421+00:00", "2026-11-23T09:00:00.000422+00:00", "on hold"]
    assert read_pauses(rows) == pauses

"""The ledger: every due time explained by rows that prove it."""

from __future__ import annotations

from tests.domain.calendars import BERLIN, at, calendar_of, hours, office, pause
from tts.domain.working_time import Explanation, explain_due


def rows_of(found: Explanation) -> list[tuple[str, str, float, str]]:
    """The rows with times in Berlin's winter, and hours counted."""
    return [
        (
            f"{span.start.astimezone(at('2026-01-01T00:00+01:00').tzinfo):%a %d %H:%M}",
            f"{span.end.astimezone(at('2026-01-01T00:00+01:00').tzinfo):%a %d %H:%M}" if span.end else "",
            span.counted / hours(1),
            str(span.reason),
        )
        for span in found.spans
    ]


def test_a_run_of_closed_time_is_one_row() -> None:
    found = explain_due(office(), at("2026-11-27T15:00+01:00"), hours(4))
    assert rows_of(found) == [
        ("Fri 27 15:00", "Fri 27 17:00", 2, "open"),
        ("Fri 27 17:00", "Mon 30 09:00", 0, "closed"),
        ("Mon 30 09:00", "Mon 30 11:00", 2, "open"),
    ]
    assert found.due == found.spans[-1].end


def test_every_reason_is_named() -> None:
    calendar = office(
        holidays=["2026-12-24", "2026-12-25"],
        special={"2026-12-23": [["10:00", "12:00"]]},
    )
    held = [
        pause("2026-12-28T10:00+01:00", "2026-12-28T11:00+01:00", "on hold"),
        pause("2026-12-28T10:30+01:00", "2026-12-28T12:00+01:00", "waiting for AMS"),
        pause("2026-12-26T10:00+01:00", "2026-12-26T12:00+01:00"),
    ]
    found = explain_due(calendar, at("2026-12-22T16:00+01:00"), hours(5), held)
    assert rows_of(found) == [
        ("Tue 22 16:00", "Tue 22 17:00", 1, "open"),
        ("Tue 22 17:00", "Wed 23 00:00", 0, "closed"),
        ("Wed 23 00:00", "Wed 23 10:00", 0, "closed by special hours"),
        ("Wed 23 10:00", "Wed 23 12:00", 2, "special hours"),
        ("Wed 23 12:00", "Thu 24 00:00", 0, "closed by special hours"),
        ("Thu 24 00:00", "Sat 26 00:00", 0, "holiday"),
        ("Sat 26 00:00", "Sat 26 10:00", 0, "closed"),
        ("Sat 26 10:00", "Sat 26 12:00", 0, "paused"),
        ("Sat 26 12:00", "Mon 28 09:00", 0, "closed"),
        ("Mon 28 09:00", "Mon 28 10:00", 1, "open"),
        ("Mon 28 10:00", "Mon 28 12:00", 0, "paused: on hold and waiting for AMS"),
        ("Mon 28 12:00", "Mon 28 13:00", 1, "open"),
    ]


def test_open_days_that_meet_at_midnight_are_one_row() -> None:
    always = calendar_of(BERLIN, {"0-6": [["00:00", "24:00"]]})
    found = explain_due(always, at("2026-11-23T12:00+01:00"), hours(72))
    assert rows_of(found) == [("Mon 23 12:00", "Thu 26 12:00", 72, "open")]


def test_round_the_clock_only_pauses_interrupt() -> None:
    held = [pause("2026-11-23T13:00+01:00", "2026-11-23T14:00+01:00", "on hold")]
    found = explain_due(None, at("2026-11-23T12:00+01:00"), hours(2), held)
    assert rows_of(found) == [
        ("Mon 23 12:00", "Mon 23 13:00", 1, "open"),
        ("Mon 23 13:00", "Mon 23 14:00", 0, "paused: on hold"),
        ("Mon 23 14:00", "Mon 23 15:00", 1, "open"),
    ]


def test_a_clock_that_stands_ends_with_the_pause_that_runs() -> None:
    held = [pause("2026-11-28T10:00+01:00", None, "waiting for BMS")]
    found = explain_due(office(), at("2026-11-27T16:00+01:00"), hours(4), held)
    assert rows_of(found) == [
        ("Fri 27 16:00", "Fri 27 17:00", 1, "open"),
        ("Fri 27 17:00", "Sat 28 10:00", 0, "closed"),
        ("Sat 28 10:00", "", 0, "paused: waiting for BMS"),
    ]
    assert found.due is None
    assert found.left == hours(3)


def test_a_calendar_whose_days_are_over_says_so() -> None:
    expo = calendar_of(BERLIN, {}, special={"2026-11-24": [["09:00", "12:00"]]})
    found = explain_due(expo, at("2026-11-24T11:00+01:00"), hours(4))
    assert found.why_not == (
        "The calendar has no open hours after 2026-11-24 12:00 (Europe/Berlin), so there is no due time:"
        " 3 h of 4 h are left."
    )
    assert rows_of(found)[-1] == ("Tue 24 12:00", "", 0, "closed")


def test_hours_that_never_suffice_say_so() -> None:
    minute = calendar_of("UTC", {"0": [["09:00", "09:01"]]})
    found = explain_due(minute, at("2026-11-24T11:00"), hours(400))
    assert found.due is None
    assert "400 years" in (found.why_not or "")


def test_a_target_of_nothing_needs_no_rows() -> None:
    found = explain_due(office(), at("2026-11-29T11:00"), hours(0))
    assert (found.due, found.spans, found.why_not) == (at("2026-11-29T11:00"), (), None)

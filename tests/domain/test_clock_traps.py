"""Where the clocks of other systems went wrong: each a test of ours."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.domain.calendars import BERLIN, DAY, HOUR, MINUTE, always, at, calendar_of, hours, office, pause
from tts.domain.marks import RunningClock, mark_times, reminder_at, used_percent
from tts.domain.working_time import counted, due_after, explain_due, merge_pauses, remaining

MONDAY = at("2026-11-23T09:00+01:00")


def test_pauses_are_kept_when_the_target_changes() -> None:
    held = [pause("2026-11-23T10:00+01:00", "2026-11-23T12:00+01:00")]
    assert due_after(office(), MONDAY, hours(4), held) == at("2026-11-23T15:00+01:00")
    assert due_after(office(), MONDAY, hours(8), held) == at("2026-11-24T11:00+01:00")


def test_a_hold_counts_in_working_time_on_a_working_calendar() -> None:
    weekend = [pause("2026-11-27T16:00+01:00", "2026-11-30T10:00+01:00")]
    assert due_after(office(), at("2026-11-27T15:00+01:00"), hours(4), weekend) == at(
        "2026-11-30T13:00+01:00"
    )


def test_a_resume_yields_no_due_time_outside_hours() -> None:
    held = [pause("2026-11-23T16:00+01:00", "2026-11-23T23:30+01:00")]
    assert due_after(office(), MONDAY, hours(8), held) == at("2026-11-24T10:00+01:00")


def test_a_pause_outside_hours_changes_nothing() -> None:
    night = [pause("2026-11-23T17:00+01:00", "2026-11-24T09:00+01:00")]
    assert due_after(office(), MONDAY, hours(12), night) == due_after(office(), MONDAY, hours(12))


def test_two_pauses_that_start_in_one_minute_both_count() -> None:
    twice = [
        pause("2026-11-23T10:00:05+01:00", "2026-11-23T10:00:20+01:00", "on hold"),
        pause("2026-11-23T10:00:40+01:00", "2026-11-23T10:30:00+01:00", "on hold"),
    ]
    assert due_after(office(), MONDAY, hours(2), twice) == at("2026-11-23T11:29:35+01:00")


def test_two_pauses_at_the_same_second_count_as_the_longer_one() -> None:
    both = [
        pause("2026-11-23T10:00+01:00", "2026-11-23T10:30+01:00", "on hold"),
        pause("2026-11-23T10:00+01:00", "2026-11-23T10:10+01:00", "waiting for AMS"),
    ]
    assert due_after(office(), MONDAY, hours(2), both) == at("2026-11-23T11:30+01:00")


def test_pauses_count_to_the_second() -> None:
    short = [pause("2026-11-23T10:00:00+01:00", "2026-11-23T10:00:01+01:00")]
    assert due_after(office(), MONDAY, hours(2), short) == at("2026-11-23T11:00:01+01:00")


def test_no_look_ahead_gives_up_before_the_next_opening() -> None:
    closed = office(holidays=[f"2026-12-{day:02d}" for day in range(1, 32)])
    assert due_after(closed, at("2026-11-30T17:00+01:00"), hours(1)) == at("2027-01-01T10:00+01:00")


def test_from_00_00_to_24_00_no_minute_is_lost_and_23_59_means_what_it_says() -> None:
    assert counted(always(), MONDAY, MONDAY + 7 * DAY) == 7 * DAY
    almost = calendar_of(BERLIN, {"0-6": [["00:00", "23:59"]]})
    assert counted(almost, MONDAY, MONDAY + 7 * DAY) == 7 * DAY - 7 * MINUTE


def test_a_start_at_night_keeps_no_minutes_of_the_night() -> None:
    assert due_after(office(), at("2026-11-21T14:37:12+01:00"), hours(1)) == at("2026-11-23T10:00+01:00")


def test_a_fresh_ticket_is_not_late() -> None:
    saturday = at("2026-11-28T12:00+01:00")
    assert remaining(office(), saturday, hours(4), saturday) == hours(4)
    assert remaining(office(), saturday, hours(4), at("2026-11-29T23:00+01:00")) == hours(4)


def test_an_overdue_due_time_stays_whatever_is_paused_later() -> None:
    late = [pause("2026-11-23T20:00+01:00", "2026-11-24T12:00+01:00")]
    due = at("2026-11-23T13:00+01:00")
    assert due_after(office(), MONDAY, hours(4)) == due_after(office(), MONDAY, hours(4), late) == due
    still_held = [pause("2026-11-23T20:00+01:00", None)]
    assert due_after(office(), MONDAY, hours(4), still_held) == due


def test_an_excluded_day_moves_the_due_time_back_and_never_forward() -> None:
    plain, excluded = office(), office(holidays=["2026-11-24"])
    assert due_after(plain, MONDAY, hours(9)) == at("2026-11-24T10:00+01:00")
    assert due_after(excluded, MONDAY, hours(9)) == at("2026-11-25T10:00+01:00")


def test_warnings_come_in_working_hours_only() -> None:
    evening = at("2026-11-27T16:30+01:00")
    moments = mark_times(RunningClock(evening, hours(1), office())).values()
    assert [f"{moment:%a %H:%M}" for moment in moments] == ["Mon 08:18", "Mon 08:24", "Mon 08:30"]


def test_a_reminder_counts_working_time_from_the_escalation() -> None:
    friday = at("2026-11-27T16:00+01:00")
    assert reminder_at(friday, hours(2), office()) == at("2026-11-30T10:00+01:00")


def test_the_percent_on_a_page_never_runs_ahead_of_the_mark() -> None:
    budget = timedelta(seconds=3_601)
    clock = RunningClock(MONDAY, budget)
    for mark, moment in mark_times(clock).items():
        assert used_percent(budget, counted(None, MONDAY, moment)) >= mark.percent
        assert used_percent(budget, counted(None, MONDAY, moment - timedelta(seconds=1))) < mark.percent


def test_a_zone_is_a_zone_and_no_offset() -> None:
    friday = at("2026-03-27T16:00+01:00")
    assert due_after(office(), friday, hours(2)) == at("2026-03-30T08:00")


def test_an_open_pause_leaves_no_due_time_and_keeps_what_is_left() -> None:
    held = [pause("2026-11-23T10:30+01:00", None, "on hold")]
    assert due_after(office(), MONDAY, hours(4), held) is None
    for later in (at("2026-11-23T16:00+01:00"), at("2027-05-01T00:00")):
        assert remaining(office(), MONDAY, hours(4), later, held) == hours(2.5)
    found = explain_due(office(), MONDAY, hours(4), held)
    assert found.why_not == (
        "The clock is paused since 2026-11-23 10:30 (Europe/Berlin) (on hold), so there is no due time:"
        " 2 h 30 min of 4 h are left."
    )


def test_pauses_that_overlap_touch_or_have_no_length_are_one() -> None:
    merged = merge_pauses(
        [
            pause("2026-11-23T12:00", "2026-11-23T13:00", "waiting for AMS"),
            pause("2026-11-23T10:00", "2026-11-23T12:00", "on hold"),
            pause("2026-11-23T11:00", "2026-11-23T11:30", "on hold"),
            pause("2026-11-23T15:00", "2026-11-23T15:00", "nothing"),
        ]
    )
    assert merged == (pause("2026-11-23T10:00", "2026-11-23T13:00", "on hold and waiting for AMS"),)


def test_a_pause_that_still_runs_takes_in_all_that_follow() -> None:
    merged = merge_pauses([pause("2026-11-23T12:00", "2026-11-23T13:00"), pause("2026-11-23T10:00", None)])
    assert merged == (pause("2026-11-23T10:00", None),)


def test_a_pause_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        pause("2026-11-23T12:00", "2026-11-23T11:00")


def test_a_pause_from_before_the_start_counts_from_the_start() -> None:
    held = [pause("2026-11-20T10:00+01:00", "2026-11-23T10:00+01:00")]
    assert due_after(office(), MONDAY, HOUR, held) == at("2026-11-23T11:00+01:00")


@pytest.mark.parametrize("machine", ["Asia/Tokyo", "America/Los_Angeles"])
def test_the_machines_own_zone_changes_nothing(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", machine)
        time.tzset()
        assert due_after(office(), at("2026-03-27T16:00+01:00"), hours(2)) == at("2026-03-30T08:00")
    time.tzset()

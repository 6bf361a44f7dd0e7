"""Why a clock says what it says: the lines add up to what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tts.domain.clocks import Clock
from tts.domain.graph import Step
from tts.domain.working_time import Pause, read_calendar
from tts.queries.timeline import Moment
from tts.web.kept_promise import kept_from
from tts.web.ledger import step_clock, ticket_clock

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
VERIFY = Step(step_id=7, name="Verify", weight=Decimal("0.2"))
CLOCK = Clock(bound_at=START, entered_at=START + HOUR, sla=4 * HOUR, budget=48 * MINUTE)


def words_of(facts) -> list[tuple[str, str]]:
    return [(line.span, line.amount) for line in facts.lines]


def test_a_first_visit_counts_its_share_and_what_was_used() -> None:
    facts = step_clock(CLOCK, VERIFY, 48 * MINUTE, "urgent", START + HOUR + 42 * MINUTE)
    assert words_of(facts) == [
        ("Share", "48 min"),
        ("Tue 24 Nov 10:00 – 10:48", "48 min"),
        ("Left", "6 min"),
    ]
    assert facts.lines[0].words == "Verify is 20 % of 4 h (urgent)"
    assert facts.due_at == START + HOUR + 48 * MINUTE
    assert facts.left is None


def test_a_second_visit_tells_what_the_first_one_took() -> None:
    clock = replace(CLOCK, budget=30 * MINUTE, spent={"7": 18 * 60})
    facts = step_clock(clock, VERIFY, 48 * MINUTE, "urgent", START + HOUR + 24 * MINUTE)
    assert words_of(facts) == [
        ("Share", "48 min"),
        ("Before", "− 18 min"),
        ("Tue 24 Nov 10:00 – 10:30", "30 min"),
        ("Left", "6 min"),
    ]


def test_grace_is_said_to_be_grace() -> None:
    clock = replace(CLOCK, budget=12 * MINUTE, is_grace=True, spent={"7": 48 * 60})
    facts = step_clock(clock, VERIFY, 48 * MINUTE, "urgent", START + HOUR)
    assert ("Grace", "12 min") in words_of(facts)


def test_a_time_that_a_move_kept_is_told_instead_of_the_share_of_the_new_version() -> None:
    facts = step_clock(
        CLOCK, VERIFY, 96 * MINUTE, "urgent", START + HOUR + 42 * MINUTE, kept_from="version 3"
    )
    assert words_of(facts) == [
        ("Kept", "48 min"),
        ("Tue 24 Nov 10:00 – 10:48", "48 min"),
        ("Left", "6 min"),
    ]
    assert facts.lines[0].words == "promised for this visit by version 3; the move to this one kept it"


def moment(kind: str, was: str = "", **facts: object) -> Moment:
    return Moment(1, START, None, "Ada", kind, "", "", None, None, facts, was)


def test_who_promised_the_time_is_the_version_before_the_first_move_that_kept_it() -> None:
    there = moment("ticket.moved", "version 1", keep_due=True)
    on = moment("ticket.moved", "version 2", keep_due=True)
    assert kept_from([there, on]) == "version 1"
    assert kept_from([there, moment("item.resolved", next_step_id=2), on]) == "version 2"
    assert kept_from([there, moment("item.resolved"), moment("ticket.reopened")]) == "version 1"
    assert kept_from([there, moment("ticket.moved", "version 2", keep_due=False), on]) == "version 2"
    assert kept_from([there, on, moment("ticket.moved_back")]) == "version 1"
    assert kept_from([there, moment("ticket.moved_back"), on]) == "version 2"
    assert kept_from([]) == "the version before"


def test_a_pause_stands_in_the_ledger_and_keeps_what_is_left() -> None:
    held = Pause(START + HOUR + 10 * MINUTE, START + HOUR + 40 * MINUTE, "on hold")
    clock = replace(CLOCK, pauses=(held,), paused_at=START + 2 * HOUR, pause_reason="at Parts ordered")
    facts = step_clock(clock, VERIFY, 48 * MINUTE, "urgent", START + 5 * HOUR)
    assert facts.due_at is None
    assert facts.left == 18 * MINUTE
    assert [(line.span, line.words, line.amount, line.is_off) for line in facts.lines[1:-1]] == [
        ("Tue 24 Nov 10:00 – 10:10", "counts", "10 min", False),
        ("Tue 24 Nov 10:10 – 10:40", "paused: on hold", "0 min", True),
        ("Tue 24 Nov 10:40 – 11:00", "counts", "20 min", False),
        ("since Tue 24 Nov 11:00", "paused: at Parts ordered", "0 min", True),
        ("No due time", "while it is paused; what is left counts once it goes on", "", True),
    ]
    assert facts.lines[-1].amount == "18 min"


def test_the_ledger_of_a_calendar_tells_nights_weekends_and_holidays_in_the_viewers_zone() -> None:
    calendar = read_calendar(
        {
            "tz": "Europe/Berlin",
            "week": {str(day): [["09:00", "17:00"]] for day in range(5)},
            "holidays": ["2026-11-30"],
            "holiday_names": {"2026-11-30": "St Andrew"},
        }
    )
    friday = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    clock = Clock(bound_at=friday, entered_at=friday, sla=4 * HOUR, budget=None, calendar=calendar)
    facts = ticket_clock(clock, "urgent", friday, ZoneInfo("Europe/Berlin"))
    assert facts.due_at == datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
    assert [(line.span, line.words, line.amount) for line in facts.lines] == [
        ("Promise", "urgent tickets of this workflow", "4 h"),
        ("Fri 27 Nov 16:00 – 17:00", "counts", "1 h"),
        ("Fri 27 Nov 17:00 – Mon 30 Nov 00:00", "closed", "0 min"),
        ("Mon 30 Nov 00:00 – Tue 1 Dec 00:00", "holiday: St Andrew", "0 min"),
        ("Tue 1 Dec 00:00 – 09:00", "closed", "0 min"),
        ("Tue 1 Dec 09:00 – 12:00", "counts", "3 h"),
        ("Left", "still to count until it is due", "4 h"),
    ]
    assert facts.hours == "Counts Mon–Fri 09:00–17:00, Europe/Berlin, 1 holiday."


def test_what_is_over_is_late() -> None:
    facts = ticket_clock(CLOCK, "urgent", START + 5 * HOUR)
    assert words_of(facts)[-1] == ("Late", "1 h")
    assert facts.due_at == START + 4 * HOUR


def test_without_a_promise_there_is_no_sum() -> None:
    clock = replace(CLOCK, sla=None, budget=None)
    assert step_clock(clock, VERIFY, None, "low", START + HOUR).lines == ()
    assert ticket_clock(clock, "low", START + HOUR).full == "Ticket, no promise for low"

"""Why a clock says what it says: the lines add up to what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tts.domain.clocks import Clock
from tts.domain.graph import Step
from tts.web.ledger import step_clock, ticket_clock

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
VERIFY = Step(step_id=7, name="Verify", weight=Decimal("0.2"))
CLOCK = Clock(bound_at=START, entered_at=START + HOUR, sla=4 * HOUR, budget=48 * MINUTE)


def words_of(facts) -> list[tuple[str, str]]:
    return [(line.span, line.amount) for line in facts.lines]


def test_a_first_visit_counts_its_share_and_what_was_used() -> None:
    facts = step_clock(CLOCK, VERIFY, 48 * MINUTE, "urgent", START + HOUR + 42 * MINUTE)
    assert words_of(facts) == [("Share", "48 min"), ("Used", "− 42 min"), ("Left", "6 min")]
    assert facts.lines[0].words == "Verify is 20 % of 4 h (urgent)"
    assert facts.due_at == START + HOUR + 48 * MINUTE
    assert facts.left is None


def test_a_second_visit_tells_what_the_first_one_took() -> None:
    clock = replace(CLOCK, budget=30 * MINUTE, spent={"7": 18 * 60})
    facts = step_clock(clock, VERIFY, 48 * MINUTE, "urgent", START + HOUR + 24 * MINUTE)
    assert words_of(facts) == [
        ("Share", "48 min"),
        ("Before", "− 18 min"),
        ("Used", "− 24 min"),
        ("Left", "6 min"),
    ]


def test_grace_is_said_to_be_grace() -> None:
    clock = replace(CLOCK, budget=12 * MINUTE, is_grace=True, spent={"7": 48 * 60})
    facts = step_clock(clock, VERIFY, 48 * MINUTE, "urgent", START + HOUR)
    assert ("Grace", "12 min") in words_of(facts)


def test_a_pause_stands_in_the_ledger_and_keeps_what_is_left() -> None:
    clock = replace(CLOCK, visit_paused=30 * MINUTE, paused=30 * MINUTE, paused_at=START + 2 * HOUR)
    facts = step_clock(clock, VERIFY, 48 * MINUTE, "urgent", START + 5 * HOUR)
    assert facts.due_at is None
    assert facts.left == 18 * MINUTE
    assert [line.is_off for line in facts.lines if line.span == "Paused"] == [True, True]


def test_what_is_over_is_late() -> None:
    facts = ticket_clock(CLOCK, "urgent", START + 5 * HOUR)
    assert words_of(facts)[-1] == ("Late", "1 h")
    assert facts.due_at == START + 4 * HOUR


def test_without_a_promise_there_is_no_sum() -> None:
    clock = replace(CLOCK, sla=None, budget=None)
    assert step_clock(clock, VERIFY, None, "low", START + HOUR).lines == ()
    assert ticket_clock(clock, "low", START + HOUR).full == "Ticket, no promise for low"

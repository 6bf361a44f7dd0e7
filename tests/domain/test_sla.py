"""Shares, the budget of a visit, and durations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import SLAS, it_support
from tts.domain.graph import Step
from tts.domain.sla import (
    due,
    format_duration,
    parse_duration,
    say_duration,
    shares,
    sla_order_problems,
    visit_budget,
)

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)
SECONDS = st.integers(1, 400_000_000)


def steps_of(weights: list[int]) -> list[Step]:
    return [
        Step(number, f"S{number}", weight=Decimal(weight) / 10_000)
        for number, weight in enumerate(weights, 1)
    ]


def test_a_day_is_shared_as_the_seed_says() -> None:
    given_shares = shares(timedelta(hours=24), steps_of([2000, 6000, 2000]))
    assert [share / timedelta(hours=1) for share in given_shares.values()] == [4.8, 14.4, 4.8]


@given(WEIGHTS, SECONDS)
def test_shares_add_up_to_the_sla_to_the_second(weights: list[int], seconds: int) -> None:
    found = shares(timedelta(seconds=seconds), steps_of(weights))
    assert set(found) == {number for number, weight in enumerate(weights, 1) if weight}
    assert sum(found.values(), timedelta(0)) == (timedelta(seconds=seconds) if any(weights) else timedelta(0))
    for number, share in found.items():
        exact = seconds * weights[int(number) - 1] / sum(weights)
        assert abs(share.total_seconds() - exact) < 1.001


def test_seconds_left_over_go_by_order_and_then_id() -> None:
    steps = [Step(3, "C", weight=Decimal("0.3333"), order=1), Step(2, "B", weight=Decimal("0.3333"), order=1)]
    steps.append(Step(9, "A", weight=Decimal("0.3333"), order=0))
    found = shares(timedelta(seconds=4), steps)
    assert found == {9: timedelta(seconds=2), 2: timedelta(seconds=1), 3: timedelta(seconds=1)}


@given(st.integers(1, 10**7), st.lists(st.integers(0, 10**7), max_size=6))
def test_visits_spend_no_more_than_the_share_but_for_grace(share: int, stays: list[int]) -> None:
    spent = timedelta(0)
    for stay in stays:
        budget = visit_budget(timedelta(seconds=share), spent)
        assert budget.time > timedelta(0)
        assert budget.grace or spent + budget.time == timedelta(seconds=share)
        spent += min(timedelta(seconds=stay), budget.time)


def test_under_a_quarter_left_a_visit_gets_a_quarter_as_grace() -> None:
    hour = timedelta(hours=1)
    assert visit_budget(hour, timedelta(0)) == visit_budget(hour, timedelta(0)).__class__(hour, False)
    assert visit_budget(hour, timedelta(minutes=45)).time == timedelta(minutes=15)
    assert not visit_budget(hour, timedelta(minutes=45)).grace
    late = visit_budget(hour, timedelta(minutes=46))
    assert (late.time, late.grace) == (timedelta(minutes=15), True)
    assert visit_budget(hour, timedelta(hours=9)).grace


def test_a_due_time_is_start_and_budget_and_pauses() -> None:
    start = datetime(2026, 11, 24, 8, 52, tzinfo=UTC)
    assert due(start, timedelta(hours=4), timedelta(minutes=30)) == datetime(2026, 11, 24, 13, 22, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 1, 1), timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("04:00:00", 4),
        ("72:00:00", 72),
        ("1:30:00", 1.5),
        ("PT4H", 4),
        ("P1DT2H", 26),
        ("p1w", 168),
        ("PT1.5H", 1.5),
        ("3 00:00:00", 72),
        ("-01:00:00", -1),
        (" 04:00:00 ", 4),
    ],
)
def test_durations_are_read_in_both_spellings(text: str, hours: float) -> None:
    assert parse_duration(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "4",
        "04:60:00",
        "four hours",
        "999999:00:00",
        "P1Y",
        "PT0.5S",
        "٠٤:٠٠:٠٠",
        "04:00:00\n0",
        "x" * 9999,
    ],
)
def test_what_is_no_duration_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^“.*\.$") as refusal:
        parse_duration(text)
    assert len(str(refusal.value)) < 200


@given(
    st.text()
    | st.from_regex(r"-?P[0-9TDHMSW.,]*", fullmatch=True)
    | st.from_regex(r"[0-9: ]+", fullmatch=True)
)
def test_any_text_is_a_duration_or_a_sentence(text: str) -> None:
    try:
        found = parse_duration(text)
    except ValueError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert parse_duration(format_duration(found)) == found


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (0.5, "30 s"),
        (45, "45 min"),
        (72, "1 h 12 min"),
        (240, "4 h"),
        (2160, "36 h"),
        (3120, "2 d 4 h"),
        (-5, "−5 min"),
    ],
)
def test_durations_are_said_in_two_units(minutes: float, said: str) -> None:
    assert say_duration(timedelta(minutes=minutes)) == said


def test_promises_out_of_order_are_found_missing_ones_skipped() -> None:
    assert sla_order_problems(SLAS) == []
    assert sla_order_problems({**SLAS, "high": None, "medium": timedelta(hours=3)}) == [("urgent", "medium")]
    assert sla_order_problems({**SLAS, "low": timedelta(hours=48)}) == [("medium", "low")]


def test_every_step_of_the_demo_has_its_share() -> None:
    found = shares(timedelta(hours=4), it_support().steps)
    assert [say_duration(share) for share in found.values()] == [
        "48 min",
        "1 h 12 min",
        "1 h 12 min",
        "48 min",
    ]

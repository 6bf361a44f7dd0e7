"""The clocks of a task: what stops them, what they keep, the due times that follow from their values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tts.domain.clocks import (
    Clock,
    Promise,
    change_promise,
    due_times,
    enter_step,
    pause_clock,
    reopen_clock,
    resume_clock,
    start_clock,
    time_of_visit,
)
from tts.domain.graph import Step
from tts.domain.sla import shares

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEPS = (
    Step(1, "Triage", weight=Decimal("0.2")),
    Step(2, "Resolve", weight=Decimal("0.6")),
    Step(3, "Verify", weight=Decimal("0.2")),
    Step(4, "Parts ordered", weight=Decimal(0), pauses_clock=True),
    Step(5, "File", weight=Decimal(0)),
)


def promise_of(sla: timedelta | None) -> Promise:
    return Promise(sla, shares(sla, STEPS) if sla else {})


DAY = promise_of(24 * HOUR)


def test_a_bound_ticket_is_due_after_its_sla_and_its_first_step_after_its_share() -> None:
    due = due_times(start_clock(STEPS[0], DAY, NINE))
    assert due.ticket == NINE + 24 * HOUR
    assert due.step == NINE + timedelta(hours=4, minutes=48)


def test_coming_back_to_a_step_leaves_its_unspent_share() -> None:
    clock = start_clock(STEPS[0], DAY, NINE)
    clock = enter_step(clock, 1, STEPS[1], DAY, NINE + HOUR)
    clock = enter_step(clock, 2, STEPS[0], DAY, NINE + 2 * HOUR)
    assert due_times(clock).step == NINE + 2 * HOUR + timedelta(hours=3, minutes=48)
    assert not clock.is_grace


def test_with_under_a_quarter_left_the_visit_gets_a_quarter_as_grace() -> None:
    clock = start_clock(STEPS[0], DAY, NINE)
    clock = enter_step(clock, 1, STEPS[1], DAY, NINE + timedelta(hours=4))
    back = NINE + timedelta(hours=5)
    clock = enter_step(clock, 2, STEPS[0], DAY, back)
    assert clock.is_grace
    assert due_times(clock).step == back + timedelta(hours=1, minutes=12)


def test_a_step_of_weight_zero_has_no_due_time_while_the_ticket_has_one() -> None:
    clock = enter_step(start_clock(STEPS[0], DAY, NINE), 1, STEPS[4], DAY, NINE + HOUR)
    assert due_times(clock).step is None
    assert due_times(clock).ticket == NINE + 24 * HOUR


def test_a_priority_without_a_promise_has_no_due_time_at_all() -> None:
    due = due_times(start_clock(STEPS[0], promise_of(None), NINE))
    assert (due.ticket, due.step) == (None, None)


def test_while_paused_nothing_is_due_and_both_clocks_go_on_from_where_they_stood() -> None:
    clock = pause_clock(start_clock(STEPS[0], DAY, NINE), NINE + HOUR)
    assert due_times(clock) == due_times(pause_clock(clock, NINE + 2 * HOUR))
    assert due_times(clock).ticket is None
    assert due_times(clock).step is None
    clock = resume_clock(clock, NINE + 4 * HOUR)
    assert due_times(clock).ticket == NINE + 27 * HOUR
    assert due_times(clock).step == NINE + timedelta(hours=7, minutes=48)
    assert time_of_visit(clock, NINE + 5 * HOUR) == 2 * HOUR


def test_a_pausing_step_stops_both_clocks_until_it_is_left() -> None:
    clock = enter_step(start_clock(STEPS[0], DAY, NINE), 1, STEPS[3], DAY, NINE + HOUR)
    assert due_times(clock).ticket is None
    clock = enter_step(clock, 4, STEPS[1], DAY, NINE + 11 * HOUR)
    assert due_times(clock).ticket == NINE + 34 * HOUR
    assert due_times(clock).step == NINE + 11 * HOUR + timedelta(hours=14, minutes=24)
    assert clock.spent.get("4") == 0


def test_another_priority_counts_from_the_binding_and_keeps_pauses_and_time_spent() -> None:
    clock = resume_clock(pause_clock(start_clock(STEPS[0], DAY, NINE), NINE + HOUR), NINE + 2 * HOUR)
    clock = enter_step(clock, 1, STEPS[1], DAY, NINE + 3 * HOUR)
    clock = enter_step(clock, 2, STEPS[0], DAY, NINE + 4 * HOUR)
    halved = change_promise(clock, 1, promise_of(12 * HOUR))
    assert due_times(halved).ticket == NINE + 13 * HOUR
    share, spent = timedelta(hours=2, minutes=24), 2 * HOUR
    assert share - spent < share / 4
    assert halved.is_grace
    assert due_times(halved).step == NINE + 4 * HOUR + share / 4
    assert change_promise(halved, 1, DAY) == clock


def test_the_time_since_the_ticket_ended_is_a_pause() -> None:
    clock = start_clock(STEPS[0], DAY, NINE)
    reopened = reopen_clock(clock, STEPS[0], NINE + HOUR, NINE + 3 * HOUR)
    assert due_times(reopened).ticket == NINE + 26 * HOUR
    held = pause_clock(clock, NINE + HOUR)
    reopened = reopen_clock(held, STEPS[0], NINE + 2 * HOUR, NINE + 3 * HOUR)
    assert due_times(reopened).ticket == NINE + 26 * HOUR


moves = st.lists(
    st.tuples(
        st.sampled_from(("enter", "pause", "resume", "priority")),
        st.integers(0, 4),
        st.floats(0, 40_000, allow_nan=False),
    ),
    max_size=30,
)


@given(moves, st.integers(60, 400_000))
def test_shares_along_any_route_add_up_to_no_more_than_the_sla(
    route: list[tuple[str, int, float]], seconds: int
) -> None:
    promise = promise_of(timedelta(seconds=seconds))
    now, step = NINE, STEPS[0]
    clock = start_clock(step, promise, now)
    promised: dict[int, timedelta] = {}
    for move, target, wait in route:
        now += timedelta(seconds=wait)
        if move == "pause":
            clock = pause_clock(clock, now)
        elif move == "resume" and not step.pauses_clock:
            clock = resume_clock(clock, now)
        elif move == "enter" and STEPS[target] is not step:
            if not clock.is_grace and clock.budget is not None:
                counted = min(time_of_visit(clock, now), clock.budget)
                number = int(step.step_id)
                promised[number] = promised.get(number, timedelta(0)) + counted
            clock = enter_step(clock, step.step_id, STEPS[target], promise, now)
            step = STEPS[target]
    spent = sum(promised.values(), timedelta(0))
    present = timedelta(0) if clock.is_grace or clock.budget is None else clock.budget
    assert spent + present <= timedelta(seconds=seconds)


@given(moves)
def test_pauses_move_due_times_only_later_and_the_later_one_by_more(
    route: list[tuple[str, int, float]],
) -> None:
    now = NINE
    clock: Clock = start_clock(STEPS[1], DAY, now)
    before = due_times(clock)
    for move, _, wait in route:
        now += timedelta(seconds=wait)
        if move == "pause":
            clock = pause_clock(clock, now)
        elif move == "resume":
            clock = resume_clock(clock, now)
    after = due_times(resume_clock(clock, now))
    assert after.ticket is not None
    assert before.ticket is not None
    assert after.step is not None
    assert before.step is not None
    assert after.ticket - before.ticket >= after.step - before.step >= timedelta(0)

"""Moving a ticket to another version, as pure rules: who goes where, and what becomes of its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.domain.clocks import Clock, Promise, due_times, enter_step, start_clock
from tts.domain.graph import Graph, Step
from tts.domain.moving import (
    LEAVE,
    Landing,
    MovePlan,
    Place,
    Verdict,
    carry_spent,
    judge,
    move_clock,
    roles_asked,
    say_counts,
)
from tts.domain.permissions import Actor, Permission
from tts.domain.sla import shares
from tts.domain.soundness.circumstances import RoleFacts

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ROLES = {
    1: RoleFacts("Agent", True, frozenset({7})),
    2: RoleFacts("Nobody here"),
    3: RoleFacts("Old", is_active=False),
}
ADA = Actor(1, "Ada", permissions=frozenset({Permission.ADMINISTER}))
DAN = Actor(2, "Dan", frozenset({1}), frozenset({Permission.DESIGN}))
seconds = st.integers(3_600, 400_000).map(lambda count: timedelta(seconds=count))
steps = st.permutations([11, 12, 13, 14])


def graph_of(weights: Mapping[int, int]) -> Graph:
    """A graph whose steps have these weights, in tenths."""
    return Graph(
        tuple(
            Step(step_id, f"Step {step_id}", role_id=1, escalate_to=4, weight=Decimal(weight) / 10)
            for step_id, weight in weights.items()
        )
    )


def promise_of(graph: Graph, sla: timedelta) -> Promise:
    return Promise(sla, shares(sla, graph.steps))


@st.composite
def visits(draw: st.DrawFn) -> tuple[Clock, Step, Graph, timedelta]:
    """A ticket some steps along its way, and the version it runs on."""
    weights = {step: draw(st.integers(1, 9)) for step in (11, 12, 13, 14)}
    graph, sla = graph_of(weights), draw(seconds)
    promise, at = promise_of(graph, sla), NINE
    step = graph.steps[0]
    clock = start_clock(step, promise, at)
    for step_id in draw(st.lists(st.sampled_from([11, 12, 13, 14]), max_size=5)):
        if step_id != step.step_id:
            at += draw(seconds)
            clock = enter_step(clock, step.step_id, graph.step(step_id), promise, at)
            step = graph.step(step_id)
    return clock, step, graph, sla


@given(visits(), seconds, st.booleans())
def test_moving_to_an_equal_version_changes_nothing(
    visit: tuple[Clock, Step, Graph, timedelta], later: timedelta, keep_due: bool
) -> None:
    clock, step, graph, sla = visit
    landing = Landing(step, promise_of(graph, sla), clock.calendar, keep_due)
    assert move_clock(clock, landing, clock.entered_at + later) == clock


@given(visits(), steps, seconds, seconds)
def test_moving_there_and_back_is_as_if_nothing_was(
    visit: tuple[Clock, Step, Graph, timedelta], order: list[int], sla: timedelta, later: timedelta
) -> None:
    clock, step, graph, old_sla = visit
    there = dict(zip([11, 12, 13, 14], [one + 100 for one in order], strict=True))
    back = {new: old for old, new in there.items()}
    other = graph_of({new: new % 9 + 1 for new in back})
    now = clock.entered_at + later
    landing = Landing(
        other.step(there[int(step.step_id)]), promise_of(other, sla), None, keep_due=False, targets=there
    )
    away = move_clock(clock, landing, now)
    assert sum(away.spent.values()) == sum(clock.spent.values())
    assert due_times(away).ticket == clock.bound_at + sla
    home = Landing(step, promise_of(graph, old_sla), None, keep_due=False, targets=back)
    assert move_clock(away, home, now) == clock


@given(visits(), seconds)
def test_kept_due_times_are_the_very_same_moments(
    visit: tuple[Clock, Step, Graph, timedelta], later: timedelta
) -> None:
    clock, step, _, sla = visit
    other = graph_of({11: 9, 12: 1, 13: 5, 14: 2})
    kept = Landing(other.step(step.step_id), promise_of(other, sla), None, keep_due=True)
    assert due_times(move_clock(clock, kept, clock.entered_at + later)) == due_times(clock)


@given(
    st.dictionaries(st.integers(1, 9).map(str), st.integers(0, 9_999)),
    st.dictionaries(st.integers(1, 9), st.integers(1, 9)),
)
def test_no_second_is_lost_or_won_whatever_steps_become(
    spent: dict[str, int], targets: dict[int, int]
) -> None:
    assert sum(carry_spent(spent, targets).values()) == sum(spent.values())


def test_a_step_without_weight_promises_nothing_and_one_with_it_does() -> None:
    graph = graph_of({11: 5, 12: 0})
    promise = promise_of(graph, timedelta(hours=10))
    clock = start_clock(graph.step(11), promise, NINE)
    gone = move_clock(clock, Landing(graph.step(12), promise, None, keep_due=True), NINE)
    assert due_times(gone).step is None
    again = move_clock(gone, Landing(graph.step(11), promise, None, keep_due=True), NINE)
    assert again == clock


def test_a_hold_stays_whatever_the_steps_say_of_the_clock() -> None:
    graph = graph_of({11: 5, 12: 5})
    promise = promise_of(graph, timedelta(hours=10))
    clock = replace(start_clock(graph.step(11), promise, NINE), paused_at=NINE, pause_reason="on hold")
    pausing = replace(graph.step(12), pauses_clock=True)
    for step in (graph.step(12), pausing):
        landing = Landing(step, promise, None, keep_due=True, is_held=True)
        moved = move_clock(clock, landing, NINE + timedelta(hours=1))
        assert (moved.paused_at, moved.pause_reason) == (NINE, "on hold")


@pytest.mark.parametrize(
    ("place", "targets", "verdict", "words"),
    [
        (Place(11, "Step 11"), {}, Verdict.MOVES, ""),
        (Place(11, "Step 11", escalated_to=4), {}, Verdict.MOVES, ""),
        (Place(10, "Gone"), {}, Verdict.CHOICE, "“Gone” is not in version 4: choose where its tickets go."),
        (Place(10, "Gone"), {10: 12}, Verdict.MOVES, ""),
        (Place(10, "Gone"), {10: LEAVE}, Verdict.STAYS, "Tickets at “Gone” were left where they are."),
        (
            Place(10, "Gone"),
            {10: 99},
            Verdict.CHOICE,
            "Version 4 has no step number 99: choose another one for the tickets at “Gone”.",
        ),
        (
            Place(11, "Step 11", "ams"),
            {},
            Verdict.STAYS,
            "It waits for an answer of AMS, and no step is left to be done.",
        ),
        (
            Place(21, "x"),
            {},
            Verdict.STAYS,
            "“Empty” in version 4 is for Nobody here, and nobody has that role.",
        ),
        (Place(22, "x"), {}, Verdict.STAYS, "“Old” in version 4 is for Old, a role out of use."),
        (Place(23, "x"), {}, Verdict.STAYS, "“None” in version 4 names no role that there is."),
    ],
)
def test_who_moves_who_stays_and_why(
    place: Place, targets: dict[int, int], verdict: Verdict, words: str
) -> None:
    more = (Step(21, "Empty", role_id=2), Step(22, "Old", role_id=3), Step(23, "None", role_id=9))
    graph = Graph((*graph_of({11: 5, 12: 5}).steps, *more))
    found = judge(place, MovePlan(targets), graph, 4, ROLES, ADA)
    assert (found.verdict, found.reason) == (verdict, words)


def test_an_escalation_needs_the_same_role_to_go_up_to() -> None:
    found = judge(Place(11, "x", escalated_to=1), MovePlan(), graph_of({11: 5}), 4, ROLES, ADA)
    assert found.verdict is Verdict.STAYS
    assert found.reason.startswith("It is escalated to Agent, and “Step 11” does not escalate to that role")


OWN = "{} asked for it, and nobody moves their own request to another step. Somebody else may move it."
GAINED = "“{}” in version 4 {} Agent, a role of Dan that the ticket was not with. An admin may move it."


@pytest.mark.parametrize(
    ("mover", "place", "target", "words"),
    [
        (DAN, Place(11, "x", role_ids=frozenset({5}), is_own=True), 13, OWN.format("Dan")),
        (ADA, Place(11, "x", role_ids=frozenset({5}), is_own=True), 13, OWN.format("Ada")),
        (DAN, Place(13, "x", role_ids=frozenset({5}), is_own=True), 13, ""),
        (DAN, Place(13, "x", role_ids=frozenset({5})), 11, GAINED.format("Step 11", "is for")),
        (DAN, Place(11, "x", role_ids=frozenset({5})), 11, GAINED.format("Step 11", "is for")),
        (DAN, Place(11, "x", role_ids=frozenset({1})), 12, ""),
        (ADA, Place(11, "x", role_ids=frozenset({5})), 12, ""),
        (DAN, Place(11, "x", role_ids=frozenset({6})), 14, GAINED.format("Up", "escalates to")),
        (DAN, Place(11, "x", role_ids=frozenset({6}), escalation_role_id=1), 14, ""),
        (DAN, Place(11, "x", role_ids=frozenset({1, 6})), 14, ""),
    ],
)
def test_nobody_moves_their_own_request_on_nor_tickets_to_a_role_of_their_own(
    mover: Actor, place: Place, target: int, words: str
) -> None:
    roles = {
        **ROLES,
        5: RoleFacts("Finance", True, frozenset({8})),
        6: RoleFacts("Office", True, frozenset({9})),
    }
    more = (Step(13, "Pay", role_id=5), Step(14, "Up", role_id=6, escalate_to=1))
    graph = Graph((*graph_of({11: 5, 12: 5}).steps, *more))
    plan = MovePlan({place.step_id: target})
    found = judge(place, plan, graph, 4, roles, mover)
    assert found.reason == words
    assert found.verdict is (Verdict.STAYS if words else Verdict.MOVES)
    few = {role: facts for role, facts in roles.items() if role in roles_asked(place, plan, graph)}
    assert judge(place, plan, graph, 4, few, mover) == found


def test_a_preview_is_said_as_one_reads_it() -> None:
    counts = {Verdict.MOVES: 201, Verdict.STAYS: 9, Verdict.CHOICE: 4}
    assert say_counts(counts) == "214 open: 201 move, 9 stay, 4 need a choice"
    assert say_counts({Verdict.MOVES: 1}) == "1 open: 1 moves, 0 stay, 0 need a choice"

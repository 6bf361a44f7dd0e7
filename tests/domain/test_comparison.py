"""Two versions side by side: what differs in words, and what it means for tickets."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.calendars import at, office
from tests.domain.random_graphs import graphs
from tests.domain.samples import MANAGER, ROLE_NAMES, SLAS, TECHNICIAN, details, it_support
from tts.domain.comparison import Comparison, compare_definitions, routes, tell_tickets
from tts.domain.comparison.pieces import Piece, piece_of
from tts.domain.definition import Definition, Details, build_definition, content_hash
from tts.domain.graph import Graph, Step, Transition
from tts.domain.problems import fold_name, plain
from tts.domain.sla import in_order

GRAPH = it_support()
DETAILS = Details(
    **{
        name: getattr(details(), name)
        for name in ("name", "department", "category", "sub_category", "slas", "end_logic")
    }
)
OLD = Definition(GRAPH, DETAILS)


def with_graph(steps: Any = GRAPH.steps, transitions: Any = GRAPH.transitions) -> Definition:
    return Definition(Graph(tuple(steps), tuple(transitions)), DETAILS)


def with_step(index: int, **changes: Any) -> Definition:
    steps = list(GRAPH.steps)
    steps[index] = replace(steps[index], **changes)
    return with_graph(steps)


def compared(old: Definition, new: Definition) -> Comparison:
    return compare_definitions(old, new, ROLE_NAMES)


@st.composite
def definitions(draw: Any) -> Definition:
    """Any graph a draft may have, in the order that its rows have, with details of all kinds."""
    graph = draw(graphs())
    told = Details(
        draw(st.sampled_from(["A", "B"])),
        draw(st.sampled_from(["", "IT"])),
        draw(st.sampled_from(["", "Others"])),
        draw(st.sampled_from(["", "Laptops"])),
        draw(st.sampled_from([SLAS, {**SLAS, "low": None}, {**SLAS, "urgent": timedelta(hours=3)}])),
        draw(st.sampled_from(["", "asset", "notification"])),
        calendar=draw(st.sampled_from([None, office(), office("UTC")])),
    )
    return Definition(Graph(tuple(sorted(graph.steps, key=in_order)), graph.transitions), told)


def hash_of(definition: Definition) -> str:
    kept = build_definition(
        definition.details, definition.graph, created_at=at("2026-11-02T09:00"), created_by=None
    )
    return content_hash(kept)


@given(definitions())
@settings(max_examples=100, deadline=None)
def test_a_version_compared_with_itself_says_nothing(one: Definition) -> None:
    found = compare_definitions(one, one)
    assert found.is_empty
    assert (found.times, found.lost.routes, found.gained.routes) == ((), (), ())
    counts = {step.step_id: {"medium": 2} for step in one.graph.steps}
    assert all(not told.effects for told in tell_tickets(one, one, counts))


@given(definitions(), definitions())
@settings(max_examples=150, deadline=None)
def test_swapping_the_sides_swaps_added_and_removed_gained_and_lost(
    one: Definition, other: Definition
) -> None:
    there, back = compare_definitions(one, other), compare_definitions(other, one)

    def ids(found: Comparison, kind: str) -> set[Any]:
        return {(change.element, change.id, change.field) for change in found.changes if change.kind == kind}

    assert ids(there, "added") == ids(back, "removed")
    assert ids(there, "changed") == ids(back, "changed")
    assert {change.id for change in there.moved} == {change.id for change in back.moved}
    assert there.lost == back.gained
    assert there.gained == back.lost
    assert {times.step_id for times in there.times} == {times.step_id for times in back.times}


@given(definitions(), definitions())
@settings(max_examples=150, deadline=None)
def test_whatever_makes_another_version_is_told_by_at_least_one_line(
    one: Definition, other: Definition
) -> None:
    found = compare_definitions(one, other)
    assert found.is_empty == (hash_of(one) == hash_of(other))
    assert all(change.sentence for change in (*found.changes, *found.moved))


@given(definitions(), definitions())
@settings(max_examples=100, deadline=None)
def test_what_the_tickets_of_a_step_would_lose_is_gained_the_other_way_round(
    one: Definition, other: Definition
) -> None:
    kept = {step.step_id for step in one.graph.steps} & {step.step_id for step in other.graph.steps}
    counts = {step_id: {"medium": 1, "urgent": 1} for step_id in kept}

    def kinds(old: Definition, new: Definition, kind: str) -> dict[Any, int]:
        return {
            told.step_id: sum(effect.kind == kind for effect in told.effects)
            for told in tell_tickets(old, new, counts)
        }

    assert kinds(one, other, "lose") == kinds(other, one, "gain")


def simple_routes(graph: Graph) -> list[list[Transition]]:
    """Every route from a start to an end that passes no step twice, the slow way; one of no choice is told
    by a transition of its own.
    """
    found: list[list[Transition]] = []
    waiting = [[Transition("start", "", step.step_id, "")] for step in graph.steps if step.is_start]
    while waiting:
        way = waiting.pop()
        here = way[-1].to_step_id
        if graph.step(here).is_end:
            found.append(way)
        passed = {edge.to_step_id for edge in way}
        waiting += [[*way, edge] for edge in graph.choices(here) if edge.to_step_id not in passed]
    return found


def has_route(graph: Graph, way: list[Transition]) -> bool:
    """Whether each choice of a route is there by id or by name, and its start and end are what they were."""
    ids = {(edge.transition_id, edge.from_step_id, edge.to_step_id) for edge in graph.transitions}
    names = {(fold_name(edge.name), edge.from_step_id, edge.to_step_id) for edge in graph.transitions}
    first, last = graph.find(way[0].to_step_id), graph.find(way[-1].to_step_id)
    return bool(first and first.is_start and last and last.is_end) and all(
        (edge.transition_id, edge.from_step_id, edge.to_step_id) in ids
        or (fold_name(edge.name), edge.from_step_id, edge.to_step_id) in names
        for edge in way[1:]
    )


@given(graphs(5), graphs(5))
@settings(max_examples=200, deadline=None)
def test_lost_routes_are_told_wherever_a_simple_route_is_lost(one: Graph, other: Graph) -> None:
    told = compare_definitions(Definition(one, DETAILS), Definition(other, DETAILS)).lost
    if not all(has_route(other, way) for way in simple_routes(one)):
        assert told.routes
    if not simple_routes(one):
        assert not told.routes


def test_a_step_put_in_between_makes_one_route_of_another() -> None:
    new_step = Step(90, "Approve", role_id=MANAGER)
    first = GRAPH.transitions[0]
    lines = (
        Transition(91, first.from_step_id, 90, "Ask"),
        Transition(92, 90, first.to_step_id, "Grant"),
        *GRAPH.transitions[1:],
    )
    found = compared(OLD, with_graph((*GRAPH.steps, new_step), lines))
    assert found.lost.routes == (("Triage", "Assign", "Diagnose", *found.lost.routes[0][3:]),)
    assert found.gained.routes[0][:5] == ("Triage", "Ask", "Approve", "Grant", "Diagnose")
    assert (len(found.gained.routes), found.gained.more, found.lost.more) == (1, 0, 0)


def test_a_transition_drawn_anew_by_the_same_name_is_no_other_route() -> None:
    again = (replace(GRAPH.transitions[0], transition_id=99), *GRAPH.transitions[1:])
    found = compared(OLD, with_graph(transitions=again))
    assert (found.lost.routes, found.gained.routes) == ((), ())
    assert {change.kind for change in found.changes} == {"added", "removed"}
    triage = GRAPH.steps[0].step_id
    assert tell_tickets(OLD, with_graph(transitions=again), {triage: {"low": 1}})[0].effects == ()


def test_thousands_of_lost_routes_are_told_by_a_few_and_their_number() -> None:
    steps = [
        Step(number, f"Step {number}", is_start=number == 1, is_end=number == 600) for number in range(1, 601)
    ]
    ids = itertools.count(1)
    ladder = [
        Transition(next(ids), number, number + far, f"By {far}")
        for number in range(1, 600)
        for far in (1, 2)
        if number + far <= 600
    ]
    found = compare_definitions(
        Definition(Graph(tuple(steps), tuple(ladder)), DETAILS), Definition(Graph(tuple(steps)), DETAILS)
    )
    assert len(found.lost.routes) == 12
    assert found.lost.more > 500
    assert all(len(names) <= 41 for names in found.lost.routes)


def test_telling_lost_routes_names_each_element_a_few_times_however_long_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = tuple(
        Step(number, f"Step {number}", is_start=number == 1, is_end=number == 800) for number in range(1, 801)
    )
    old, new = (
        Graph(steps, tuple(Transition((word, at), at, at + 1, f"{word} {at}") for at in range(1, 800)))
        for word in ("Go", "Move")
    )
    named: list[str] = []

    def count(name: str) -> str:
        named.append(name)
        return plain(name)

    monkeypatch.setattr(routes, "plain", count)
    found = routes.lost_routes(old, new)
    assert (len(found.routes), found.more) == (1, 0)
    other = Graph(steps, (*old.transitions, *(replace(edge, name="By") for edge in new.transitions)))
    assert routes.lost_routes(other, Graph(steps)).more == 799 - 11
    assert len(named) < 20 * (len(steps) + len(other.transitions))


def test_pieces_of_routes_are_equal_when_their_names_are() -> None:
    one, two, three = map(piece_of, ("One", "Two", "Three"))
    assert one.then(two).then(three) == one.then(two.then(three))
    assert one.then(two) != two.then(one)
    assert Piece().then(one) == one == one.then(Piece())


def test_the_time_of_each_step_is_told_in_real_durations() -> None:
    new = with_graph(
        replace(step, weight=Decimal(weight))
        for step, weight in zip(GRAPH.steps, ("0.05", *("0.1",) * (len(GRAPH.steps) - 1)), strict=True)
    )
    times = {one.name: one for one in compared(OLD, new).times}
    was, now = times["Triage"].by_priority["medium"]
    assert was == timedelta(hours=9, minutes=36)
    assert now is not None
    assert was is not None
    assert now < was
    assert times["Triage"].state == "kept"


def test_tickets_are_told_what_they_would_lose_first_and_only_of_their_own_priority() -> None:
    triage = GRAPH.steps[0]
    steps = (replace(triage, role_id=TECHNICIAN, escalate_to=None, weight=Decimal("0.1")), *GRAPH.steps[1:])
    new = with_graph(steps, GRAPH.transitions[1:])
    (told,) = tell_tickets(OLD, new, {triage.step_id: {"medium": 11, "high": 0, "urgent": 1}}, ROLE_NAMES)
    assert told.sentence.startswith(
        "12 tickets are at “Triage”: they would lose the choice “Assign”; lose their escalation"
    )
    assert "be for Technician instead of Agent" in told.sentence
    assert "see the step's share of medium fall from 9 h 36 min to " in told.sentence
    assert "urgent" in told.sentence
    assert "of high" not in told.sentence
    assert [effect.kind for effect in told.effects] == sorted(
        (effect.kind for effect in told.effects), key=("lose", "gain", "change").index
    )


def test_tickets_at_a_step_that_is_gone_have_nowhere_to_stand() -> None:
    triage = GRAPH.steps[0].step_id
    (told,) = tell_tickets(OLD, with_graph(GRAPH.steps[1:]), {triage: {"low": 1}})
    assert told.sentence == "1 ticket is at “Triage”: it would have no step to stand on, as it is gone."


def test_tickets_for_whom_nothing_changes_are_told_so_last() -> None:
    first, second = (step.step_id for step in GRAPH.steps[:2])
    told = tell_tickets(
        OLD, with_step(1, instruction="Look closer"), {first: {"low": 30}, second: {"low": 2}}
    )
    assert [one.sentence for one in told] == [
        "2 tickets are at “Diagnose”: they would read another instruction.",
        "30 tickets are at “Triage”: nothing changes for them.",
    ]


def test_choices_in_another_order_are_told_by_their_step() -> None:
    graph = Graph(
        (Step(1, "A", is_start=True), Step(2, "B", is_end=True)),
        (Transition(3, 1, 2, "Yes"), Transition(4, 1, 2, "No")),
    )
    new = Graph(graph.steps, graph.transitions[::-1])
    (change,) = compared(Definition(graph, DETAILS), Definition(new, DETAILS)).changes
    assert change.sentence == "The choices at “A” are in another order."

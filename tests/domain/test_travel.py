"""Where a ticket has been: visits in order, ways by number, and what another version had."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import MORNING
from tts.domain.graph import Graph, Step, Transition
from tts.domain.travel import Stay, travel_of

GRAPH = Graph(
    (Step(1, "Triage", is_start=True), Step(2, "Resolve"), Step(3, "Verify", is_end=True)),
    (Transition(11, 1, 2, "Assign"), Transition(12, 2, 3, "Done"), Transition(13, 3, 2, "Not solved")),
)


def stay(step_id: int, visit: int, holder: str | None, choice: int | None = None, word: str = "") -> Stay:
    since = MORNING + timedelta(hours=visit)
    until = since + timedelta(minutes=30) if word else None
    return Stay(step_id, f"step {step_id} then", visit, holder, since, until, choice, word or None)


LOOP = [
    stay(1, 1, "Alice", 11, "Assign"),
    stay(2, 2, "Tom", 12, "Done"),
    stay(3, 3, "Alice", 13, "Not solved"),
    stay(2, 4, "Tina", 12, "Done"),
    stay(3, 5, "Bob"),
]


def test_a_loop_is_counted_numbered_and_leads_on_from_where_the_ticket_is() -> None:
    travel = travel_of(GRAPH, LOOP, 3, has_ended=False)
    assert [(visit.number, visit.name, visit.left_by) for visit in travel.visits] == [
        (1, "Triage", "Assign"),
        (2, "Resolve", "Done"),
        (3, "Verify", "Not solved"),
        (4, "Resolve", "Done"),
        (5, "Verify", None),
    ]
    assert travel.counts == {1: 1, 2: 2, 3: 2}
    assert travel.taken == {11: (1,), 12: (2, 4), 13: (3,)}
    assert (travel.here, travel.last) == (3, 3)
    assert [edge.name for edge in travel.ahead] == ["Not solved"]


def test_several_people_at_one_visit_are_one_visit_of_theirs_in_order() -> None:
    stays = [
        stay(1, 1, "Alice"),
        stay(1, 1, None),
        stay(1, 1, "Max"),
        stay(1, 1, "Alice", 11, "Assign"),
        stay(2, 2, "Tom"),
    ]
    first, second = travel_of(GRAPH, stays, 2, has_ended=False).visits
    assert first.people == ("Alice", "Max")
    assert (first.since, first.left_by) == (stays[0].since, "Assign")
    assert first.until == stays[3].until
    assert second.until is None


def test_what_ended_is_nowhere_and_nothing_comes_next() -> None:
    stays = [*LOOP[:-1], stay(3, 5, "Bob", None, "Complete")]
    travel = travel_of(GRAPH, stays, 3, has_ended=True)
    assert (travel.here, travel.last, travel.ahead) == (None, 3, ())
    assert travel.visits[-1].left_by == "Complete"
    assert sum(map(len, travel.taken.values())) == 4


def test_a_step_of_an_earlier_version_is_told_under_its_old_name_and_not_drawn() -> None:
    stays = [
        stay(1, 1, "Alice", 99, "Ask"),
        stay(9, 2, "Tom", 98, "Go on"),
        stay(2, 3, "Tom"),
    ]
    travel = travel_of(GRAPH, stays, 2, has_ended=False)
    assert [(visit.name, visit.is_drawn) for visit in travel.visits] == [
        ("Triage", True),
        ("step 9 then", False),
        ("Resolve", True),
    ]
    assert travel.counts == {1: 1, 2: 1}
    assert travel.taken == {}


def test_a_transition_that_another_step_has_now_is_not_drawn_as_taken() -> None:
    travel = travel_of(GRAPH, [stay(1, 1, "Alice", 12, "Done"), stay(2, 2, "Tom")], 2, has_ended=False)
    assert travel.taken == {}


def test_nothing_yet_is_a_way_of_no_visits() -> None:
    travel = travel_of(Graph(), [], 1, has_ended=False)
    assert (travel.visits, dict(travel.counts), travel.ahead) == ((), {}, ())

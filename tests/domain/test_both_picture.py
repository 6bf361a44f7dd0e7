"""Two graphs on one drawing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from tests.domain.random_graphs import graphs
from tts.domain.graph import Graph, Step, Transition
from tts.domain.picture import both_picture

OLD = Graph(
    (
        Step(1, "Triage", is_start=True, design={"x": 0, "y": 0}),
        Step(2, "Resolve", design={"x": 300, "y": 0}),
        Step(3, "Verify", is_end=True, design={"x": 600, "y": 0}),
    ),
    (Transition(11, 1, 2, "Assign"), Transition(12, 2, 3, "Done"), Transition(13, 3, 2, "Not solved")),
)
NEW = Graph(
    (
        replace(OLD.steps[0], role_id=4),
        replace(OLD.steps[2], design={"x": 600, "y": 300}),
        Step(5, "Approve", design={"x": 300, "y": 10}),
    ),
    (Transition(12, 1, 3, "Done"), Transition(14, 1, 5, "Ask")),
)


def test_each_step_is_drawn_once_with_what_became_of_it() -> None:
    told = {both.box.name: (both.state, both.fields) for both in both_picture(OLD, NEW).boxes}
    assert told == {
        "Triage": ("changed", ("role",)),
        "Verify": ("same", ()),
        "Approve": ("added", ()),
        "Resolve": ("removed", ()),
    }


def test_signs_and_words_say_what_became_of_it_and_no_colour_is_needed() -> None:
    drawn = both_picture(OLD, NEW)
    lines = {both.box.name: both.line for both in drawn.boxes}
    assert lines == {"Triage": "± role", "Verify": "→ moved", "Approve": "+ added", "Resolve": "− removed"}
    labels = sorted(both.label for both in drawn.arrows)
    assert labels == sorted(["+ Ask", "− Assign", "± Done", "− Done", "− Not solved"])
    assert {both.line for both in both_picture(OLD, OLD).boxes} == {""}


def test_a_transition_that_leads_elsewhere_is_drawn_where_it_led_too() -> None:
    told = [(both.arrow.label, both.state, both.fields) for both in both_picture(OLD, NEW).arrows]
    assert sorted(told) == [
        ("Ask", "added", ()),
        ("Assign", "removed", ()),
        ("Done", "changed", ("origin",)),
        ("Done", "removed", ()),
        ("Not solved", "removed", ()),
    ]


def test_a_moved_step_has_a_ghost_where_it_stood_and_a_line_from_there() -> None:
    verify = next(both for both in both_picture(OLD, NEW).boxes if both.box.name == "Verify")
    assert verify.ghost is not None
    assert (verify.box.x, verify.box.y - verify.ghost.y) == (verify.ghost.x, 300)
    assert verify.way == (
        (verify.ghost.middle[0], verify.ghost.y + verify.ghost.h),
        (verify.box.middle[0], verify.box.y),
    )


def test_a_step_that_is_gone_is_set_below_what_stands_in_its_place() -> None:
    boxes = {both.box.name: both.box for both in both_picture(OLD, NEW).boxes}
    assert boxes["Resolve"].x == boxes["Approve"].x
    assert boxes["Resolve"].y >= boxes["Approve"].y + boxes["Approve"].h


def test_nothing_moved_where_the_drawing_says_no_places() -> None:
    bare = Graph(tuple(replace(step, design={}) for step in OLD.steps), OLD.transitions)
    assert all(both.ghost is None for both in both_picture(bare, OLD).boxes)
    assert all(both.ghost is None for both in both_picture(OLD, bare).boxes)


@given(graphs(), graphs())
@settings(max_examples=100, deadline=None)
def test_every_step_and_line_of_both_is_drawn_and_a_graph_with_itself_shows_no_difference(
    one: Graph, other: Graph
) -> None:
    drawn = both_picture(one, other)
    ids = {step.step_id for step in (*one.steps, *other.steps)}
    assert sorted(map(str, ids)) == sorted(str(both.box.step_id) for both in drawn.boxes)
    swapped = both_picture(other, one)
    added = {both.box.step_id for both in drawn.boxes if both.state == "added"}
    assert added == {both.box.step_id for both in swapped.boxes if both.state == "removed"}
    same = both_picture(one, one)
    assert {both.state for both in (*same.boxes, *same.arrows)} <= {"same"}
    assert all(both.ghost is None for both in same.boxes)

"""What changed, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings

from tests.domain.random_graphs import graphs
from tests.domain.samples import ADMIN, ROLE_NAMES, TECHNICIAN, it_support
from tts.domain.diff import compare, compare_details
from tts.domain.graph import Graph, Step, Transition

OLD = it_support()


def with_step(index: int, **changes: Any) -> Graph:
    steps = list(OLD.steps)
    steps[index] = replace(steps[index], **changes)
    return Graph(tuple(steps), OLD.transitions)


def sentences(old: Graph, new: Graph) -> list[str]:
    return [change.sentence for change in compare(old, new, ROLE_NAMES)]


def test_the_same_graph_has_no_changes() -> None:
    assert compare(OLD, it_support()) == ()


def test_changes_of_a_step_are_said_with_old_and_new() -> None:
    assert sentences(OLD, with_step(0, weight=Decimal("0.3"))) == [
        "“Triage” now takes 30 % of the time, was 20 %."
    ]
    assert sentences(OLD, with_step(0, name="Look")) == ["“Triage” is now called “Look”."]
    assert sentences(OLD, with_step(0, role_id=TECHNICIAN)) == [
        "“Triage” is now done by Technician, was Agent."
    ]
    assert sentences(OLD, with_step(0, escalate_to=None)) == [
        "“Triage” now escalates to nobody, was Manager."
    ]
    assert sentences(OLD, with_step(0, escalate_to=ADMIN)) == [
        "“Triage” now escalates to Admin, was Manager."
    ]
    assert sentences(OLD, with_step(1, is_end=True)) == ["Tickets can now end at “Diagnose”."]
    assert sentences(OLD, with_step(0, pauses_clock=True)) == ["“Triage” now pauses the clock."]
    assert sentences(OLD, with_step(0, instruction="Ask")) == ["The instruction of “Triage” was changed."]


def test_moving_on_the_drawing_is_told_apart_from_changing() -> None:
    (change,) = compare(OLD, with_step(0, design={"x": 1, "y": 2}))
    assert (change.kind, change.field, change.new) == ("moved", "design", {"x": 1, "y": 2})


def test_added_and_removed_elements_are_named_with_their_ends() -> None:
    removed = Graph(OLD.steps, OLD.transitions[1:])
    assert sentences(OLD, removed) == ["Transition “Assign” from “Triage” to “Diagnose” was removed."]
    assert sentences(removed, OLD) == ["Transition “Assign” from “Triage” to “Diagnose” was added."]
    assert sentences(OLD, Graph((*OLD.steps, Step(9, "New")), OLD.transitions)) == ["Step “New” was added."]
    assert sentences(Graph(OLD.steps), Graph(OLD.steps[1:])) == ["Step “Triage” was removed."]


def test_changes_of_a_transition_are_said() -> None:
    first = OLD.transitions[0]

    def changed(edge: Transition) -> list[str]:
        return sentences(OLD, Graph(OLD.steps, (edge, *OLD.transitions[1:])))

    said = "Transition “Assign” from “Triage” to “Diagnose”"
    assert changed(replace(first, name="Give")) == [f"{said} is now called “Give”."]
    assert changed(replace(first, to_step_id=3)) == [f"{said} now leads to “Resolve”."]
    assert changed(replace(first, note_required=True)) == [f"{said} now needs a note."]


@given(graphs(), graphs())
@settings(max_examples=100, deadline=None)
def test_any_two_graphs_compare_and_only_equal_ones_have_no_changes(old: Graph, new: Graph) -> None:
    changes = compare(old, new)
    assert all(change.sentence.endswith(".") for change in changes)
    same = set(old.steps) == set(new.steps) and set(old.transitions) == set(new.transitions)
    assert not compare(old, old)
    assert same or changes


def test_changes_of_details_are_said() -> None:
    old = {"name": "A", "department": "IT", "end_logic": "", "urgent_sla": "04:00:00", "low_sla": None}
    new = {
        **old,
        "department": "HR",
        "end_logic": "asset",
        "urgent_sla": timedelta(hours=6),
        "low_sla": "72:00:00",
    }
    assert [change.sentence for change in compare_details(old, new)] == [
        "The department is now “HR”, was “IT”.",
        "The end logic is now “asset”, was empty.",
        "Urgent tickets are now promised 6 h, was 4 h.",
        "Low tickets are now promised 3 d, was nothing.",
    ]
    assert compare_details(old, old) == ()

"""Who may do what to an item, and what its choices are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tts.domain import acting
from tts.domain.acting import Piece, choices_of, decide_choice
from tts.domain.errors import Invalid, Refused
from tts.domain.graph import Graph, Step, Transition
from tts.domain.permissions import Actor, Permission

AGENTS, MANAGERS = 1, 2
HOLDER = Actor(1, "Alice", frozenset({AGENTS}))
COLLEAGUE = Actor(2, "Bob", frozenset({AGENTS}))
MANAGER = Actor(3, "Max", frozenset({MANAGERS}), frozenset({Permission.REVIEW}))
COORDINATOR = Actor(4, "Cora", frozenset({9}), frozenset({Permission.COORDINATE}))
OTHER_COORDINATOR = Actor(5, "Cem", frozenset({9}), frozenset({Permission.COORDINATE}))
ADMIN = Actor(6, "Ada", frozenset({8}), frozenset({Permission.ADMINISTER}))
OUTSIDER = Actor(7, "Otto")
EVERYBODY = (HOLDER, COLLEAGUE, MANAGER, COORDINATOR, OTHER_COORDINATOR, ADMIN, OUTSIDER)

HELD = Piece(AGENTS, holder_id=1, escalation_role_id=MANAGERS, coordinator_id=4, status="new")
WAITING = replace(HELD, holder_id=None)
ESCALATED = replace(HELD, role_id=MANAGERS, holder_id=3, is_escalated=True)


def allowed(rule: object, piece: Piece) -> set[str]:
    assert callable(rule)
    return {person.name for person in EVERYBODY if rule(person, piece)}


def test_only_the_holder_acts() -> None:
    assert allowed(acting.may_act, HELD) == {"Alice"}
    assert allowed(acting.may_act, WAITING) == set()


def test_members_claim_what_waits_and_so_do_those_who_oversee_it() -> None:
    assert allowed(acting.may_claim, WAITING) == {"Alice", "Bob", "Max", "Cora", "Ada"}
    assert allowed(acting.may_claim, HELD) == set()


def test_only_who_oversees_an_item_takes_it_from_its_holder() -> None:
    assert allowed(acting.may_take, HELD) == {"Max", "Cora", "Ada"}
    assert allowed(acting.may_take, WAITING) == set()


def test_the_holder_and_who_oversees_it_transfer() -> None:
    assert allowed(acting.may_transfer, HELD) == {"Alice", "Max", "Cora", "Ada"}


def test_the_holder_the_coordinator_and_admins_hold_and_escalate() -> None:
    assert allowed(acting.may_hold, HELD) == {"Alice", "Cora", "Ada"}
    assert allowed(acting.may_escalate, HELD) == {"Alice", "Cora", "Ada"}
    assert allowed(acting.may_escalate, replace(HELD, escalation_role_id=None)) == set()
    assert allowed(acting.may_escalate, ESCALATED) == set()


def test_reviewers_the_coordinator_and_admins_return_what_is_escalated() -> None:
    assert allowed(acting.may_return, ESCALATED) == {"Max", "Cora", "Ada"}
    assert allowed(acting.may_return, HELD) == set()


@pytest.mark.parametrize(
    "rule",
    [
        acting.may_act,
        acting.may_claim,
        acting.may_take,
        acting.may_transfer,
        acting.may_hold,
        acting.may_escalate,
        acting.may_return,
    ],
)
def test_nobody_does_anything_to_a_closed_item(rule: object) -> None:
    for piece in (HELD, WAITING, ESCALATED):
        assert allowed(rule, replace(piece, is_open=False)) == set()


def test_a_coordinator_who_lost_the_permission_coordinates_no_more() -> None:
    former = replace(COORDINATOR, permissions=frozenset())
    assert not acting.may_coordinate(former, 4)
    assert not acting.may_coordinate(COORDINATOR, None)


GRAPH = Graph(
    (Step(1, "Triage", is_start=True), Step(2, "Verify", is_end=True)),
    (Transition(11, 1, 2, "Assign"), Transition(12, 2, 1, "Not solved", note_required=True)),
)


def test_complete_is_the_last_choice_of_end_steps_only() -> None:
    assert [choice.name for choice in choices_of(GRAPH, 1)] == ["Assign"]
    assert [choice.name for choice in choices_of(GRAPH, 2)] == ["Not solved", "Complete"]


def test_a_transition_of_another_step_is_refused() -> None:
    with pytest.raises(Refused, match="“Triage”"):
        decide_choice(GRAPH, 1, 12, "because")
    with pytest.raises(Refused, match="“Triage”"):
        decide_choice(GRAPH, 1, 99, "")


def test_complete_is_refused_where_the_task_does_not_end() -> None:
    with pytest.raises(Refused, match="not an end"):
        decide_choice(GRAPH, 1, None, "")


def test_a_transition_may_ask_for_a_note() -> None:
    with pytest.raises(Invalid) as refusal:
        decide_choice(GRAPH, 2, 12, "")
    assert "note" in refusal.value.fields
    assert decide_choice(GRAPH, 2, 12, "It still beeps.").step == GRAPH.step(1)


def test_the_second_is_told_what_the_first_did() -> None:
    nine = datetime(2026, 11, 2, 9, tzinfo=UTC)
    said = acting.say_closed(
        status="resolved", by="Bob", at=nine, choice="Assign", now=nine + timedelta(minutes=2)
    )
    assert said == "Bob chose “Assign” 2 min ago"
    assert acting.say_place("Resolve", "Tom", "In Progress") == "the ticket is now at “Resolve” with Tom"
    assert acting.say_place(None, None, "Resolved") == "the ticket is now Resolved"

"""Saving a working graph and its details: ids kept, stale saves told, deployed ones fixed but for words."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tests.seed_example import example
from tts.domain.comparison.choice_order import choice_order_changes
from tts.domain.details import read_details
from tts.domain.errors import Invalid, SaveRefused, StaleSave
from tts.domain.graph import Graph, Step, Transition
from tts.domain.graph_json import graph_json
from tts.domain.permissions import Actor
from tts.models import Event, Workflow
from tts.queries.workflow_graphs import working_graph
from tts.services import workflows as act
from tts.services.workflows.changes import fixed_graph_changes, say_graph_changes
from tts.services.workflows.errors import MoreThanWords, NotEditable

Db = scoped_session[Session]
NOW = MORNING
Payload = dict[str, list[dict[str, Any]]]


@pytest.fixture
def admin(session: Db) -> Actor:
    """Ada, the admin."""
    return gather_cast(session).ada


@pytest.fixture
def workflow_id(session: Db, admin: Actor) -> int:
    """A draft of the seed's example."""
    return act.create_workflow(session, example(), actor=admin, now=NOW).workflow_id


def sent(session: Db, workflow_id: int) -> Payload:
    """The stored graph as a client would send it back."""
    session.rollback()
    return graph_json(working_graph(session, workflow_id))


def count_statements(session: Db) -> list[str]:
    """Every statement that the database is given from now on."""
    seen: list[str] = []

    @sa.event.listens_for(session.get_bind(), "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        seen.append(statement)

    return seen


def test_saving_keeps_the_ids_of_what_stays(session: Db, admin: Actor, workflow_id: int) -> None:
    before = sent(session, workflow_id)
    graph = sent(session, workflow_id)
    graph["nodes"][1]["name"] = "Repair"
    graph["nodes"].append({"temp_id": "new", "name": "Ask", "role_id": 2, "weight": 0})
    graph["edges"] = graph["edges"][:1] + [
        {
            "temp_id": "a",
            "from_step_id": graph["nodes"][1]["step_id"],
            "to_temp_id": "new",
            "name": "Ask",
        },
        {"from_temp_id": "new", "to_step_id": graph["nodes"][2]["step_id"], "name": "Answered"},
    ]
    saved = act.save_graph(session, workflow_id, graph, 1, actor=admin, now=NOW)
    after = sent(session, workflow_id)
    assert [node["step_id"] for node in after["nodes"]][:3] == [node["step_id"] for node in before["nodes"]]
    assert saved.temp_id_mapping == {"new": after["nodes"][3]["step_id"]}
    assert after["edges"][0]["transition_id"] == before["edges"][0]["transition_id"]
    assert saved.edge_id_mapping == {"a": after["edges"][1]["transition_id"]}
    assert saved.revision == 2
    event = session.scalars(sa.select(Event).where(Event.kind == "workflow.graph_saved")).one()
    assert "“Resolution” is now called “Repair”." in event.facts["changes"]


def test_another_order_of_choices_is_told_by_the_record_as_by_the_comparison() -> None:
    steps = (Step(1, "Triage"), Step(2, "Resolve"))
    before = Graph(steps, (Transition(1, 1, 2, "Assign"), Transition(2, 1, 2, "Reject")))
    after = Graph(steps, before.transitions[::-1])
    told = [change.sentence for change in choice_order_changes(before, after)]
    assert told == ["The choices at “Triage” are in another order."]
    assert say_graph_changes(before, after) == fixed_graph_changes(before, after) == told


def test_what_is_not_sent_is_removed(session: Db, admin: Actor, workflow_id: int) -> None:
    graph = sent(session, workflow_id)
    act.save_graph(session, workflow_id, {"nodes": graph["nodes"][:1], "edges": []}, actor=admin, now=NOW)
    assert [node["name"] for node in sent(session, workflow_id)["nodes"]] == ["Triage"]
    act.save_graph(session, workflow_id, {"nodes": [], "edges": []}, actor=admin, now=NOW)
    assert sent(session, workflow_id) == {"nodes": [], "edges": []}


def test_saving_the_same_again_changes_nothing(session: Db, admin: Actor, workflow_id: int) -> None:
    saved = act.save_graph(session, workflow_id, sent(session, workflow_id), 1, actor=admin, now=NOW)
    assert saved.revision == 1


def test_a_stale_save_is_told_what_the_other_changed(session: Db, admin: Actor, workflow_id: int) -> None:
    graph = sent(session, workflow_id)
    graph["nodes"][0]["name"] = "Sort"
    act.save_graph(session, workflow_id, graph, 1, actor=admin, now=NOW)
    with pytest.raises(StaleSave) as refused:
        act.save_graph(session, workflow_id, {"nodes": [], "edges": []}, 1, actor=admin, now=NOW)
    facts = refused.value.facts
    assert facts["changed"] == ["“Triage” is now called “Sort”."]
    assert (facts["changed_by"], facts["changed_at"], facts["revision"]) == ("Ada", NOW, 2)
    assert facts["graph"] == sent(session, workflow_id)


def test_details_and_graph_share_one_revision(session: Db, admin: Actor, workflow_id: int) -> None:
    act.save_details(session, workflow_id, {"low_sla": "PT100H"}, 1, actor=admin, now=NOW)
    with pytest.raises(StaleSave) as refused:
        act.save_graph(session, workflow_id, sent(session, workflow_id), 1, actor=admin, now=NOW)
    assert refused.value.facts["changed"] == ["Low tickets are now promised 4 d 4 h, was 3 d."]


def test_a_deployed_workflow_takes_words_slas_and_places_only(
    session: Db, admin: Actor, workflow_id: int
) -> None:
    act.deploy_workflow(session, workflow_id, actor=admin, now=NOW)
    graph = sent(session, workflow_id)
    graph["nodes"][0] |= {"instruction": "Look first.", "design": {"x": 5, "y": 6}}
    act.save_graph(session, workflow_id, graph, actor=admin, now=NOW)
    act.save_details(
        session, workflow_id, {"urgent_sla": "02:00:00", "description": "New"}, actor=admin, now=NOW
    )
    graph["nodes"][0]["weight"] = 0.3
    with pytest.raises(MoreThanWords, match="“Triage” now takes 30 %"):
        act.save_graph(session, workflow_id, graph, actor=admin, now=NOW)
    with pytest.raises(MoreThanWords, match="department is now “HR”"):
        act.save_details(session, workflow_id, {"department": "HR"}, actor=admin, now=NOW)
    assert sent(session, workflow_id)["nodes"][0]["weight"] == 0.2


def test_a_workflow_in_use_cannot_be_saved_and_its_state_is_told_before_its_revision(
    session: Db, admin: Actor, workflow_id: int
) -> None:
    act.initialize_workflow(session, workflow_id, actor=admin, now=NOW)
    with pytest.raises(NotEditable, match="revise it"):
        act.save_graph(session, workflow_id, sent(session, workflow_id), 77, actor=admin, now=NOW)


def test_a_draft_with_errors_is_saved_but_not_what_no_draft_may_hold(
    session: Db, admin: Actor, workflow_id: int
) -> None:
    lonely = {"nodes": [{"temp_id": "__proto__", "name": "Alone"}], "edges": []}
    saved = act.save_graph(session, workflow_id, lonely, actor=admin, now=NOW)
    assert list(saved.temp_id_mapping) == ["__proto__"]
    node = {"temp_id": "a", "name": "A"}
    for graph, code in (
        ({"nodes": [node], "edges": [{"from_temp_id": "a", "to_temp_id": "a", "name": "x"}]}, "WF120"),
        ({"nodes": [node], "edges": [{"from_temp_id": "a", "to_temp_id": "b", "name": "x"}]}, "WF121"),
        ({"nodes": [node, node], "edges": []}, "WF002"),
        ({"nodes": [{"step_id": 99_999, "name": "Foreign"}], "edges": []}, "WF122"),
        ({"nodes": [node | {"role_id": 99_999}], "edges": []}, "WF141"),
        ({"nodes": [node | {"weight": float("nan")}], "edges": []}, "WF160"),
        ({"nodes": [node | {"name": "a\u202eb"}], "edges": []}, "WF130"),
        ({"nodes": [{"temp_id": str(n), "name": "A"} for n in range(3000)], "edges": []}, "WF001"),
        ("nonsense", "WF001"),
        (None, "WF001"),
    ):
        with pytest.raises(SaveRefused) as refused:
            act.save_graph(session, workflow_id, graph, actor=admin, now=NOW)
        assert {problem.code for problem in refused.value.problems} == {code}
    assert [step["name"] for step in sent(session, workflow_id)["nodes"]] == ["Alone"]


def test_steps_of_another_workflow_are_refused(session: Db, admin: Actor, workflow_id: int) -> None:
    other = act.create_workflow(session, example(name="Other"), actor=admin, now=NOW).workflow_id
    with pytest.raises(SaveRefused) as refused:
        act.save_graph(session, other, sent(session, workflow_id), actor=admin, now=NOW)
    assert {problem.code for problem in refused.value.problems} == {"WF122"}


def long_graph(length: int) -> Payload:
    nodes = [
        {"temp_id": f"s{n}", "name": f"Step {n}", "role_id": 2, "weight": 0, "is_start": n == 0}
        for n in range(length)
    ]
    edges = [
        {"temp_id": f"t{n}", "from_temp_id": f"s{n}", "to_temp_id": f"s{n + 1}", "name": "Next"}
        for n in range(length - 1)
    ]
    return {"nodes": nodes, "edges": edges}


def test_two_thousand_steps_are_saved_in_few_statements(session: Db, admin: Actor) -> None:
    seen = count_statements(session)
    body = example() | {"graph": long_graph(2_000)}
    workflow_id = act.create_workflow(session, body, actor=admin, now=NOW).workflow_id
    created_with = len(seen)
    graph = sent(session, workflow_id)
    for node in graph["nodes"]:
        node["design"] = {"x": 1, "y": 2}
    seen.clear()
    act.save_graph(session, workflow_id, graph, actor=admin, now=NOW)
    assert (created_with, len(seen)) < (16, 16)


def test_the_revision_counts_up_once_for_each_save(session: Db, admin: Actor, workflow_id: int) -> None:
    for number in range(3):
        act.save_details(session, workflow_id, {"description": f"Text {number}"}, actor=admin, now=NOW)
    session.rollback()
    assert session.get_one(Workflow, workflow_id).revision == 4


def test_details_name_every_field_that_is_wrong() -> None:
    with pytest.raises(Invalid) as refused:
        read_details(
            {
                "name": " ",
                "department": "x" * 500,
                "category": 7,
                "low_sla": "soon",
                "high_sla": 4,
                "end_logic": "bank",
                "description": "a\x00b",
            }
        )
    assert set(refused.value.fields) == {
        "name",
        "department",
        "category",
        "low_sla",
        "high_sla",
        "end_logic",
        "description",
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(["name", "description", "low_sla", "urgent_sla", "end_logic", "department"])


@given(st.dictionaries(fields, json_values) | json_values)
def test_details_are_read_or_refused_whatever_is_sent(sent: object) -> None:
    with contextlib.suppress(Invalid):
        assert read_details(sent).name

"""The life of a workflow, move by move."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.cast import Cast, gather_cast
from tests.seed_example import SEED_PICTURE, example
from tests.workflow_acts import NOW, Db, initialized, made, row, step_names, versions
from tts.domain.permissions import Actor
from tts.models import Event, Step
from tts.services import workflows as act
from tts.services.workflows.errors import GraphHasErrors, IntakeTaken, MoveRefused


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    """Ada, the admin."""
    return cast.ada


def test_the_seeds_example_goes_from_draft_to_its_first_version(session: Db, admin: Actor) -> None:
    saved = act.create_workflow(session, example(), actor=admin, now=NOW)
    assert list(saved.temp_id_mapping) == ["node_1", "node_2", "node_3"]
    assert act.deploy_workflow(session, saved.workflow_id, actor=admin, now=NOW).status == "deployed"
    done = act.initialize_workflow(session, saved.workflow_id, actor=admin, now=NOW)
    assert (done.status, done.version) == ("initialized", 1)
    definition = versions(session, saved.workflow_id)[0].definition
    node: dict[str, Any] = definition["nodes"][0]
    assert {
        "step_id": saved.temp_id_mapping["node_1"],
        "name": "Triage",
        "role_id": 2,
        "role_name": "Agent",
        "weight": 0.2,
        "is_start": True,
        "is_end": False,
        "escalate_to": None,
    }.items() <= node.items()
    edge = definition["edges"][0]
    assert edge["name"] == "Assign"
    assert [edge["from_step_id"], edge["to_step_id"]] == list(saved.temp_id_mapping.values())[:2]
    assert definition["metadata"] == {"created_at": "2026-11-02T09:00:00Z", "created_by": admin.user_id}
    assert row(session, saved.workflow_id).match_department == "it"


def test_the_seeds_own_picture_is_refused_for_its_dead_end(session: Db, admin: Actor) -> None:
    saved = act.create_workflow(session, example() | {"graph": SEED_PICTURE}, actor=admin, now=NOW)
    with pytest.raises(GraphHasErrors) as refused:
        act.deploy_workflow(session, saved.workflow_id, actor=admin, now=NOW)
    errors = [problem for problem in refused.value.problems if problem.is_error]
    assert [problem.code for problem in errors] == ["WF112"]
    assert "Manager Review" in errors[0].sentence
    assert row(session, saved.workflow_id).status == "draft"


def test_an_initialized_workflow_pauses_and_resumes_on_the_same_version(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    assert act.pause_workflow(session, workflow_id, actor=admin, now=NOW).status == "paused"
    assert versions(session, workflow_id)[0].is_active
    assert act.resume_workflow(session, workflow_id, actor=admin, now=NOW).version == 1
    assert row(session, workflow_id).status == "initialized"


def test_edit_opens_a_paused_workflow_and_leaves_no_version_active(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    with pytest.raises(MoveRefused, match="Revise it"):
        act.edit_workflow(session, workflow_id, actor=admin, now=NOW)
    act.pause_workflow(session, workflow_id, actor=admin, now=NOW)
    assert act.edit_workflow(session, workflow_id, actor=admin, now=NOW).status == "draft"
    assert [version.is_active for version in versions(session, workflow_id)] == [False]


def test_the_same_content_reactivates_the_latest_version_and_new_content_makes_one(
    session: Db, admin: Actor
) -> None:
    workflow_id = initialized(session, admin)
    first_at = row(session, workflow_id).first_initialized_at
    for expected, description in ((1, None), (2, "Another"), (3, "Standard IT support workflow")):
        act.pause_workflow(session, workflow_id, actor=admin, now=NOW)
        act.edit_workflow(session, workflow_id, actor=admin, now=NOW)
        if description:
            act.save_details(session, workflow_id, {"description": description}, actor=admin, now=NOW)
        later = NOW + timedelta(days=1)
        done = act.initialize_workflow(session, workflow_id, actor=admin, now=later)
        assert done.version == expected
    assert [version.is_active for version in versions(session, workflow_id)] == [False, False, True]
    assert row(session, workflow_id).first_initialized_at == first_at
    kinds = session.scalars(sa.select(Event.kind).where(Event.stream == "workflow")).all()
    assert kinds.count("workflow.reactivated") == 1


def test_two_workflows_cannot_take_the_same_tickets(session: Db, admin: Actor) -> None:
    first = initialized(session, admin, name="First")
    second = made(session, admin, name="Second", department=" it", sub_category="SUPPORT  request")
    with pytest.raises(IntakeTaken, match="“First” already takes"):
        act.initialize_workflow(session, second, actor=admin, now=NOW)
    act.pause_workflow(session, first, actor=admin, now=NOW)
    act.initialize_workflow(session, second, actor=admin, now=NOW)
    with pytest.raises(MoveRefused, match="“Second” already takes"):
        act.resume_workflow(session, first, actor=admin, now=NOW)
    assert row(session, first).status == "paused"


def test_a_revision_leaves_the_intake_alone_until_it_is_initialized(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    assert act.revise_workflow(session, workflow_id, actor=admin, now=NOW).revision_status == "draft"
    with pytest.raises(MoveRefused, match="revision is open"):
        act.revise_workflow(session, workflow_id, actor=admin, now=NOW)
    act.save_details(session, workflow_id, {"department": "Elsewhere"}, actor=admin, now=NOW)
    assert row(session, workflow_id).match_department == "it"
    done = act.deploy_workflow(session, workflow_id, actor=admin, now=NOW)
    assert (done.status, done.revision_status) == ("initialized", "deployed")
    done = act.initialize_workflow(session, workflow_id, actor=admin, now=NOW)
    assert (done.status, done.revision_status, done.version) == ("initialized", None, 2)
    assert row(session, workflow_id).match_department == "elsewhere"
    assert [version.is_active for version in versions(session, workflow_id)] == [False, True]


def test_edit_is_refused_while_a_revision_exists(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    act.revise_workflow(session, workflow_id, actor=admin, now=NOW)
    act.pause_workflow(session, workflow_id, actor=admin, now=NOW)
    with pytest.raises(MoveRefused, match="discard it first"):
        act.edit_workflow(session, workflow_id, actor=admin, now=NOW)


def test_discarding_a_revision_brings_back_the_version_with_its_ids(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    before = versions(session, workflow_id)[0].definition
    act.revise_workflow(session, workflow_id, actor=admin, now=NOW)
    graph = copy.deepcopy(SEED_PICTURE)
    saved = act.save_graph(session, workflow_id, graph, actor=admin, now=NOW)
    act.save_details(session, workflow_id, {"name": "Other", "low_sla": "90:00:00"}, actor=admin, now=NOW)
    done = act.discard_revision(session, workflow_id, actor=admin, now=NOW)
    assert done.revision_status is None
    assert done.revision > saved.revision
    assert row(session, workflow_id).name == "IT Support Request"
    assert step_names(session, workflow_id) == ["Triage", "Resolution", "Verification"]
    ids = set(session.scalars(sa.select(Step.id).where(Step.workflow_id == workflow_id)))
    assert ids == {node["step_id"] for node in before["nodes"]}
    with pytest.raises(MoveRefused, match="no draft revision"):
        act.discard_revision(session, workflow_id, actor=admin, now=NOW)

"""The life of a workflow, move by move."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session, undefer

from tests.workflow_cast import NOW, SEED_PICTURE, example, people_of
from tts.domain.permissions import Actor
from tts.models import Workflow, WorkflowVersion
from tts.services.workflows import (
    create_workflow,
    deploy_workflow,
    initialize_workflow,
)
from tts.services.workflows.errors import GraphHasErrors

Db = scoped_session[Session]


@pytest.fixture
def admin(session: Db) -> Actor:
    """An admin, in an organisation with the seed's roles."""
    return people_of(session)["admin"]


def version_of(session: Db, workflow_id: int, number: int) -> WorkflowVersion:
    return session.scalars(
        sa.select(WorkflowVersion)
        .where(WorkflowVersion.workflow_id == workflow_id, WorkflowVersion.version == number)
        .options(undefer(WorkflowVersion.definition))
    ).one()


def test_the_seeds_example_goes_from_draft_to_its_first_version(session: Db, admin: Actor) -> None:
    saved = create_workflow(session, example(), actor=admin, now=NOW)
    assert list(saved.temp_id_mapping) == ["node_1", "node_2", "node_3"]
    assert deploy_workflow(session, saved.workflow_id, actor=admin, now=NOW).status == "deployed"
    done = initialize_workflow(session, saved.workflow_id, actor=admin, now=NOW)
    assert (done.status, done.version) == ("initialized", 1)
    version = version_of(session, saved.workflow_id, 1)
    node: dict[str, Any] = version.definition["nodes"][0]
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
    edge = version.definition["edges"][0]
    assert edge["name"] == "Assign"
    assert (edge["from_step_id"], edge["to_step_id"]) == tuple(saved.temp_id_mapping.values())[:2]
    assert version.definition["metadata"] == {
        "created_at": "2026-11-02T09:00:00Z",
        "created_by": admin.user_id,
    }
    assert session.get_one(Workflow, saved.workflow_id).match_department == "it"


def test_the_seeds_own_picture_is_refused_for_its_dead_end(session: Db, admin: Actor) -> None:
    saved = create_workflow(session, example() | {"graph": SEED_PICTURE}, actor=admin, now=NOW)
    with pytest.raises(GraphHasErrors) as refused:
        deploy_workflow(session, saved.workflow_id, actor=admin, now=NOW)
    errors = [problem for problem in refused.value.problems if problem.is_error]
    assert [problem.code for problem in errors] == ["WF112"]
    assert "Manager Review" in errors[0].sentence

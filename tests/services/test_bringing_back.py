"""An earlier version as the draft again: from which states, under which ids, and on whose word."""

from __future__ import annotations

import copy

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast
from tests.seed_example import SEED_PICTURE
from tests.workflow_acts import NOW, initialized, made, row, step_names, versions
from tts.domain.definition import build_definition, content_hash
from tts.domain.errors import NotFound, NotPermitted
from tts.domain.events import break_in
from tts.domain.graph_json import graph_json
from tts.models import Event, Step, Transition, Workflow
from tts.queries.workflow_graphs import details_of, working_graph
from tts.services import workflows as act
from tts.services.record import link_of
from tts.services.workflows.errors import DraftMovedOn, MoveRefused

Db = scoped_session[Session]


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def workflow_id(session: Db, cast: Cast) -> int:
    """In use on its second version, which has another graph and other details than its first."""
    workflow_id = initialized(session, cast.ada)
    act.revise_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    graph = copy.deepcopy(working_payload(session, workflow_id))
    graph["nodes"][1]["name"] = "Mend"
    act.save_graph(session, workflow_id, graph, actor=cast.ada, now=NOW)
    act.save_details(session, workflow_id, {"low_sla": "90:00:00"}, actor=cast.ada, now=NOW)
    act.initialize_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    return workflow_id


def working_payload(session: Db, workflow_id: int) -> dict[str, list[dict[str, object]]]:
    session.rollback()
    return graph_json(working_graph(session, workflow_id))


def working_hash(session: Db, workflow_id: int) -> str:
    workflow = row(session, workflow_id)
    graph = working_graph(session, workflow_id)
    return content_hash(build_definition(details_of(workflow), graph, created_at=MORNING, created_by=None))


def bring_back(
    session: Db, cast: Cast, workflow_id: int, version: int = 1, revision: int | None = None
) -> object:
    return act.bring_back_version(session, workflow_id, version, revision, actor=cast.ada, now=NOW)


def test_beside_the_version_in_use_a_revision_is_opened_with_the_old_content_and_ids(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    before = row(session, workflow_id).revision
    bring_back(session, cast, workflow_id)
    workflow = row(session, workflow_id)
    assert (workflow.status, workflow.revision_status) == ("initialized", "draft")
    assert workflow.revision == before + 1
    first, second = versions(session, workflow_id)
    assert second.is_active
    assert working_hash(session, workflow_id) == first.content_hash
    ids = set(session.scalars(sa.select(Step.id).where(Step.workflow_id == workflow_id)))
    assert ids == {node["step_id"] for node in first.definition["nodes"]}
    lines = set(session.scalars(sa.select(Transition.id).where(Transition.workflow_id == workflow_id)))
    assert lines == {edge["transition_id"] for edge in first.definition["edges"]}


def test_what_was_brought_back_becomes_a_version_with_a_new_number(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    bring_back(session, cast, workflow_id)
    assert act.initialize_workflow(session, workflow_id, actor=cast.ada, now=NOW).version == 3
    first, _, third = versions(session, workflow_id)
    assert first.content_hash == third.content_hash


def test_a_step_that_is_drawn_afterwards_never_gets_an_id_that_was_used(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    act.revise_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    act.save_graph(session, workflow_id, copy.deepcopy(SEED_PICTURE), actor=cast.ada, now=NOW)
    used = set(session.scalars(sa.select(Step.id)))
    act.discard_revision(session, workflow_id, actor=cast.ada, now=NOW)
    bring_back(session, cast, workflow_id)
    act.save_graph(session, workflow_id, copy.deepcopy(SEED_PICTURE), actor=cast.ada, now=NOW)
    session.rollback()
    assert not used & set(session.scalars(sa.select(Step.id).where(Step.workflow_id == workflow_id)))


@pytest.mark.parametrize("status", ["draft", "deployed"])
def test_out_of_use_the_working_graph_is_replaced_and_a_draft(
    session: Db, cast: Cast, workflow_id: int, status: str
) -> None:
    act.pause_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    act.edit_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    if status == "deployed":
        act.deploy_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    bring_back(session, cast, workflow_id)
    workflow = row(session, workflow_id)
    assert (workflow.status, workflow.revision_status) == ("draft", None)
    assert step_names(session, workflow_id) == ["Triage", "Resolution", "Verification"]
    assert working_hash(session, workflow_id) == versions(session, workflow_id)[0].content_hash


def test_a_paused_workflow_gets_a_revision_and_stays_paused(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    act.pause_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    bring_back(session, cast, workflow_id)
    workflow = row(session, workflow_id)
    assert (workflow.status, workflow.revision_status) == ("paused", "draft")


def test_an_open_revision_is_never_overwritten(session: Db, cast: Cast, workflow_id: int) -> None:
    act.revise_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    with pytest.raises(MoveRefused, match="go on with that one, or discard it first"):
        bring_back(session, cast, workflow_id)
    assert step_names(session, workflow_id) == ["Triage", "Mend", "Verification"]


def test_an_archived_workflow_is_restored_first(session: Db, cast: Cast, workflow_id: int) -> None:
    act.pause_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    act.archive_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    with pytest.raises(MoveRefused, match="restore it first"):
        bring_back(session, cast, workflow_id)
    assert row(session, workflow_id).status == "archived"


def test_a_draft_that_somebody_saved_since_one_looked_is_kept(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    seen = row(session, workflow_id).revision
    with pytest.raises(DraftMovedOn, match="Ada saved this workflow since you looked"):
        bring_back(session, cast, workflow_id, revision=seen - 1)
    assert step_names(session, workflow_id) == ["Triage", "Mend", "Verification"]
    bring_back(session, cast, workflow_id, revision=seen)
    assert step_names(session, workflow_id) == ["Triage", "Resolution", "Verification"]


def test_a_version_that_never_was_is_not_found(session: Db, cast: Cast, workflow_id: int) -> None:
    other = made(session, cast.ada, name="Another")
    for version in (0, 3, 99):
        with pytest.raises(NotFound):
            bring_back(session, cast, workflow_id, version)
    with pytest.raises(NotFound):
        bring_back(session, cast, other, 1)


@pytest.mark.parametrize(("name", "refusal"), [("Otto", NotFound), ("Alice", NotPermitted)])
def test_only_designers_bring_anything_back(
    session: Db, cast: Cast, workflow_id: int, name: str, refusal: type[Exception]
) -> None:
    before = working_hash(session, workflow_id)
    with pytest.raises(refusal):
        act.bring_back_version(session, workflow_id, 1, actor=cast.actor(name), now=NOW)
    assert working_hash(session, workflow_id) == before
    assert row(session, workflow_id).revision_status is None


def test_the_chain_says_what_the_draft_lost(session: Db, cast: Cast, workflow_id: int) -> None:
    bring_back(session, cast, workflow_id)
    session.rollback()
    events = session.scalars(
        sa.select(Event).where(Event.stream == "workflow", Event.stream_id == workflow_id).order_by(Event.seq)
    ).all()
    assert break_in(map(link_of, events)) is None
    last = events[-1]
    assert (last.kind, last.was, last.became) == ("workflow.brought_back", "initialized", "draft")
    assert last.workflow_version_id == versions(session, workflow_id)[0].id
    assert last.facts["changes"] == [
        "Low tickets are now promised 3 d, was 3 d 18 h.",
        "“Mend” is now called “Resolution”.",
    ]
    assert session.get_one(Workflow, workflow_id).revision == last.facts["revision"]

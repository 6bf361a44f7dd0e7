"""Copies, the archive, deleting, who may do what, and the record of a workflow's life."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.cast import Cast, gather_cast
from tests.seed_example import example
from tests.workflow_acts import NOW, Db, ask, initialized, made, row, step_names, versions
from tts.domain.errors import NotFound, NotPermitted
from tts.domain.events import break_in
from tts.domain.permissions import Actor
from tts.models import Event, Step, Ticket, Workflow
from tts.services import workflows as act
from tts.services.record import link_of
from tts.services.workflows.errors import GraphHasErrors, MoveRefused


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    """Ada, the admin."""
    return cast.ada


def test_a_clone_is_a_draft_with_fresh_ids(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    copied = act.clone_workflow(session, workflow_id, actor=admin, now=NOW)
    assert row(session, copied.workflow_id).name == "IT Support Request (copy)"
    assert row(session, copied.workflow_id).status == "draft"
    assert step_names(session, copied.workflow_id) == step_names(session, workflow_id)
    ids = list(session.scalars(sa.select(Step.id)))
    assert len(ids) == len(set(ids)) == 6


def test_archive_is_refused_while_tasks_are_open_with_their_count(session: Db, cast: Cast) -> None:
    workflow_id = initialized(session, cast.ada)
    ask(session, cast.rita)
    ask(session, cast.rita)
    with pytest.raises(MoveRefused, match="pause it first"):
        act.archive_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    act.pause_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    with pytest.raises(MoveRefused, match="2 tasks are still open"):
        act.archive_workflow(session, workflow_id, actor=cast.ada, now=NOW)


def test_an_archived_workflow_is_restored_as_a_draft_with_its_history(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    act.pause_workflow(session, workflow_id, actor=admin, now=NOW)
    act.archive_workflow(session, workflow_id, actor=admin, now=NOW)
    assert not versions(session, workflow_id)[0].is_active
    done = act.restore_workflow(session, workflow_id, actor=admin, now=NOW)
    assert (done.status, done.version) == ("draft", 1)
    assert act.initialize_workflow(session, workflow_id, actor=admin, now=NOW).version == 1


def test_only_a_workflow_without_versions_is_deleted(session: Db, admin: Actor) -> None:
    used, unused = initialized(session, admin), made(session, admin, name="Unused")
    with pytest.raises(MoveRefused, match="archive it instead"):
        act.delete_workflow(session, used, actor=admin, now=NOW)
    act.delete_workflow(session, unused, actor=admin, now=NOW)
    session.rollback()
    assert session.get(Workflow, unused) is None
    deleted = session.scalars(sa.select(Event).where(Event.kind == "workflow.deleted")).one()
    assert deleted.facts["name"] == "Unused"


def test_waiting_tickets_are_matched_once_a_workflow_is_initialized(session: Db, cast: Cast) -> None:
    ticket_id = ask(session, cast.rita)
    session.rollback()
    assert session.get_one(Ticket, ticket_id).status == "Unmatched"
    workflow_id = initialized(session, cast.ada)
    session.rollback()
    ticket = session.get_one(Ticket, ticket_id)
    assert (ticket.status, ticket.workflow_id) == ("In Progress", workflow_id)


def test_agents_may_look_at_what_is_in_use_but_not_move_it(session: Db, cast: Cast) -> None:
    draft, used = made(session, cast.ada), initialized(session, cast.ada, name="Used")
    with pytest.raises(NotPermitted):
        act.pause_workflow(session, used, actor=cast.alice, now=NOW)
    for workflow_id, actor in ((draft, cast.alice), (used, cast.otto), (used, cast.rita), (999, cast.ada)):
        with pytest.raises(NotFound):
            act.pause_workflow(session, workflow_id, actor=actor, now=NOW)
    with pytest.raises(NotPermitted):
        act.create_workflow(session, example(), actor=cast.alice, now=NOW)


def test_an_escalation_role_without_people_is_a_warning_before_and_an_error_at_initialize(
    session: Db, cast: Cast
) -> None:
    body = example()
    body["graph"]["nodes"][0]["escalate_to"] = cast.role("Manager")
    workflow_id = act.create_workflow(session, body, actor=cast.ada, now=NOW).workflow_id
    session.execute(sa.text("DELETE FROM membership WHERE role_id = :role"), {"role": cast.role("Manager")})
    session.commit()
    act.deploy_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    with pytest.raises(GraphHasErrors) as refused:
        act.initialize_workflow(session, workflow_id, actor=cast.ada, now=NOW)
    assert "WF152" in {problem.code for problem in refused.value.problems}


def test_every_move_is_in_the_workflows_own_chain_and_the_chain_holds(session: Db, admin: Actor) -> None:
    workflow_id = initialized(session, admin)
    for move in (
        act.revise_workflow,
        act.discard_revision,
        act.pause_workflow,
        act.resume_workflow,
        act.pause_workflow,
        act.archive_workflow,
        act.restore_workflow,
        act.deploy_workflow,
        act.edit_workflow,
    ):
        move(session, workflow_id, actor=admin, now=NOW)
    session.rollback()
    events = session.scalars(
        sa.select(Event).where(Event.stream == "workflow", Event.stream_id == workflow_id).order_by(Event.seq)
    ).all()
    assert [event.kind.partition(".")[2] for event in events] == [
        "created",
        "deployed",
        "initialized",
        "revised",
        "discarded",
        "paused",
        "resumed",
        "paused",
        "archived",
        "restored",
        "deployed",
        "edited",
    ]
    assert break_in(map(link_of, events)) is None

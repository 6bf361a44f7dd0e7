"""Deploy, edit, pause: the moves that only change where a workflow stands."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.lifecycle import Move
from tts.domain.permissions import Actor
from tts.domain.words import WorkflowStatus
from tts.models import Workflow, WorkflowVersion
from tts.queries.workflow_graphs import details_of, working_graph
from tts.services.transaction import use_case
from tts.services.workflows.calendars import refuse_endless_promises
from tts.services.workflows.problems import refuse_errors
from tts.services.workflows.standing import Moved, begin_move, moved, record, stand

NOTHING: frozenset[str] = frozenset()


@use_case
def deploy_workflow(
    session: Session, workflow_id: int, *, actor: Actor, now: datetime, configured: frozenset[str] = NOTHING
) -> Moved:
    """Draft (or draft revision) -> deployed, after the full check.

    Raises MoveRefused, GraphHasErrors with every problem, or Refused (a promise that never ends). Warnings
    do not stop it; they are returned.
    """
    workflow = begin_move(session, workflow_id, Move.DEPLOY, actor)
    graph = working_graph(session, workflow_id)
    problems = refuse_errors(session, workflow, graph, moment="deploy", configured=configured)
    refuse_endless_promises(details_of(workflow), now)
    put_deployed(session, workflow, actor, now)
    return moved(session, workflow, problems)


def put_deployed(session: Session, workflow: Workflow, actor: Actor, now: datetime) -> None:
    """Mark the draft, or the draft revision, as deployed and record it."""
    deployed = WorkflowStatus.DEPLOYED.value
    was = workflow.revision_status or workflow.status
    facts = {
        "name": workflow.name,
        "revision": workflow.revision,
        "beside": workflow.revision_status is not None,
    }
    if workflow.revision_status is None:
        stand(workflow, deployed, now)
    else:
        workflow.revision_status = deployed
    record(
        session, workflow, Happening("workflow.deployed", was, deployed, facts=facts), actor=actor, now=now
    )


@use_case
def edit_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Deployed or paused -> draft: opens the graph again. Running tasks go on; no version stays active."""
    workflow = begin_move(session, workflow_id, Move.EDIT, actor)
    return _change_status(session, workflow, WorkflowStatus.DRAFT, "workflow.edited", actor, now)


@use_case
def pause_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Initialized -> paused: no new tickets; existing tasks go on and the version stays active."""
    workflow = begin_move(session, workflow_id, Move.PAUSE, actor)
    was, workflow_name = workflow.status, workflow.name
    stand(workflow, WorkflowStatus.PAUSED.value, now, revision_status=workflow.revision_status)
    happening = Happening("workflow.paused", was, workflow.status, facts={"name": workflow_name})
    record(session, workflow, happening, actor=actor, now=now)
    return moved(session, workflow)


@use_case
def archive_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Draft, deployed or paused -> archived: hidden, history kept. Refused while tasks are open.

    A draft revision becomes the working graph that restoring gives back.
    """
    workflow = begin_move(session, workflow_id, Move.ARCHIVE, actor)
    return _change_status(session, workflow, WorkflowStatus.ARCHIVED, "workflow.archived", actor, now)


@use_case
def restore_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Archived -> draft; no version becomes active."""
    workflow = begin_move(session, workflow_id, Move.RESTORE, actor)
    return _change_status(session, workflow, WorkflowStatus.DRAFT, "workflow.restored", actor, now)


def _change_status(
    session: Session, workflow: Workflow, status: WorkflowStatus, kind: str, actor: Actor, now: datetime
) -> Moved:
    """Leave use, or stay out of it: no active version, no revision beside it."""
    was = workflow.status
    deactivate_versions(session, workflow.id)
    stand(workflow, status.value, now)
    record(
        session,
        workflow,
        Happening(kind, was, status.value, facts={"name": workflow.name}),
        actor=actor,
        now=now,
    )
    return moved(session, workflow)


def deactivate_versions(session: Session, workflow_id: int) -> None:
    """No version of the workflow is the active one; `is_active` alone may ever change."""
    session.execute(
        sa.update(WorkflowVersion)
        .where(WorkflowVersion.workflow_id == workflow_id, WorkflowVersion.is_active)
        .values(is_active=False)
        .execution_options(synchronize_session=False)
    )

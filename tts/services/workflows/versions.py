"""Taking tickets: initialize writes a version and makes it the active one, resume goes on with the last."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tts.domain.definition import build_definition, content_hash
from tts.domain.events import Happening
from tts.domain.graph import Graph
from tts.domain.lifecycle import Move
from tts.domain.permissions import Actor
from tts.domain.words import WorkflowStatus, fold
from tts.models import Workflow, WorkflowVersion
from tts.queries.workflow_graphs import details_of, taker_of, taker_of_intake, working_graph
from tts.services.tickets import match_waiting_tickets
from tts.services.transaction import AnySession, use_case
from tts.services.workflows.calendars import refuse_endless_promises
from tts.services.workflows.moves import NOTHING, deactivate_versions, put_deployed
from tts.services.workflows.problems import refuse_errors, taken
from tts.services.workflows.standing import Moved, begin_move, moved, record, stand


def initialize_workflow(
    session: AnySession,
    workflow_id: int,
    *,
    actor: Actor,
    now: datetime,
    configured: frozenset[str] = NOTHING,
) -> Moved:
    """Write version n+1 and make it the active one; then give it the tickets that wait for a workflow.

    Content equal to the latest version makes that one active again. A draft is deployed first. Raises
    MoveRefused, GraphHasErrors, Refused (a promise that never ends), or IntakeTaken when another workflow
    takes the same tickets.
    """
    done = _activate(session, workflow_id, actor=actor, now=now, configured=configured)
    match_waiting_tickets(session, actor=actor, now=now)
    return done


def resume_workflow(session: AnySession, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Paused -> initialized with the same version; raises IntakeTaken on the same clash as initialize."""
    done = _take_up_again(session, workflow_id, actor=actor, now=now)
    match_waiting_tickets(session, actor=actor, now=now)
    return done


@use_case
def _activate(
    session: Session, workflow_id: int, *, actor: Actor, now: datetime, configured: frozenset[str]
) -> Moved:
    workflow = begin_move(session, workflow_id, Move.INITIALIZE, actor)
    graph = working_graph(session, workflow_id)
    problems = refuse_errors(session, workflow, graph, moment="initialize", configured=configured)
    refuse_endless_promises(details_of(workflow), now)
    if (workflow.revision_status or workflow.status) == WorkflowStatus.DRAFT:
        put_deployed(session, workflow, actor, now)
    was = workflow.status
    version, is_known = _store_version(session, workflow, graph, actor, now)
    _take_intake(session, workflow, now)
    happening = Happening(
        "workflow.reactivated" if is_known else "workflow.initialized",
        was,
        workflow.status,
        workflow_version_id=version.id,
        facts={"name": workflow.name, "version": version.version},
    )
    record(session, workflow, happening, actor=actor, now=now)
    return moved(session, workflow, problems)


def _store_version(
    session: Session, workflow: Workflow, graph: Graph, actor: Actor, now: datetime
) -> tuple[WorkflowVersion, bool]:
    """The version of this content, active; and whether it is the latest one, active again."""
    details = details_of(workflow)
    definition = build_definition(details, graph, created_at=now, created_by=actor.user_id)
    content = content_hash(definition)
    latest = session.scalar(
        sa.select(WorkflowVersion)
        .where(WorkflowVersion.workflow_id == workflow.id)
        .order_by(WorkflowVersion.version.desc())
        .limit(1)
    )
    deactivate_versions(session, workflow.id)
    if latest is not None and latest.content_hash == content:
        session.execute(
            sa.update(WorkflowVersion).where(WorkflowVersion.id == latest.id).values(is_active=True)
        )
        return latest, True
    version = WorkflowVersion(
        workflow_id=workflow.id,
        version=latest.version + 1 if latest is not None else 1,
        name=workflow.name,
        definition=definition,
        content_hash=content,
        is_active=True,
        created_at=now,
        created_by_id=actor.user_id,
    )
    session.add(version)
    session.flush()
    return version, False


def _take_intake(session: Session, workflow: Workflow, now: datetime) -> None:
    """Start taking tickets of the details' department, category and sub-category."""
    name, details = workflow.name, details_of(workflow)
    try:
        with session.begin_nested():
            workflow.match_department = fold(details.department)
            workflow.match_category = fold(details.category)
            workflow.match_sub_category = fold(details.sub_category)
            workflow.first_initialized_at = workflow.first_initialized_at or now
            stand(workflow, WorkflowStatus.INITIALIZED.value, now)
            session.flush()
    except IntegrityError:
        other = taker_of(session, workflow.id, details)
        raise taken(workflow, other or name, ()) from None


@use_case
def _take_up_again(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    workflow = begin_move(session, workflow_id, Move.RESUME, actor)
    version_id = session.scalar(
        sa.select(WorkflowVersion.id).where(
            WorkflowVersion.workflow_id == workflow_id, WorkflowVersion.is_active
        )
    )
    try:
        with session.begin_nested():
            stand(workflow, WorkflowStatus.INITIALIZED.value, now, revision_status=workflow.revision_status)
            session.flush()
    except IntegrityError:
        raise taken(workflow, taker_of_intake(session, workflow) or workflow.name, ()) from None
    happening = Happening(
        "workflow.resumed",
        WorkflowStatus.PAUSED.value,
        workflow.status,
        workflow_version_id=version_id,
        facts={"name": workflow.name},
    )
    record(session, workflow, happening, actor=actor, now=now)
    return moved(session, workflow)

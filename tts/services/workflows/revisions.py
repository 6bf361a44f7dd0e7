"""A draft revision beside the active version: opening it, and dropping it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from tts.domain.definition import read_definition
from tts.domain.events import Happening
from tts.domain.lifecycle import Move
from tts.domain.permissions import Actor
from tts.domain.words import WorkflowStatus
from tts.models import Workflow, WorkflowVersion
from tts.services.transaction import use_case
from tts.services.workflows.rows import delete_graph, insert_graph, write_details
from tts.services.workflows.standing import Moved, begin_move, moved, record


@use_case
def revise_workflow(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Open a draft revision beside the version in use, or open a deployed revision again."""
    workflow = begin_move(session, workflow_id, Move.REVISE, actor)
    was = workflow.revision_status
    workflow.revision_status = WorkflowStatus.DRAFT.value
    facts = {"name": workflow.name, "revision": workflow.revision}
    happening = Happening("workflow.revised", was, workflow.revision_status, facts=facts)
    record(session, workflow, happening, actor=actor, now=now)
    return moved(session, workflow)


@use_case
def discard_revision(session: Session, workflow_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Drop the draft revision: graph and details are those of the active version again, under its ids.

    It counts as a save, so that a designer still open on the revision is told.
    """
    workflow = begin_move(session, workflow_id, Move.DISCARD, actor)
    version = _active_version(session, workflow)
    kept = read_definition(version.definition)
    delete_graph(session, workflow_id)
    insert_graph(session, workflow_id, kept.graph)
    write_details(workflow, kept.details)
    was, workflow.revision_status = workflow.revision_status, None
    workflow.revision += 1
    workflow.changed_by_id, workflow.changed_at = actor.user_id, now
    happening = Happening(
        "workflow.discarded",
        was,
        None,
        workflow_version_id=version.id,
        facts={
            "name": workflow.name,
            "version": version.version,
            "revision": workflow.revision,
            "changes": [f"The draft revision was discarded: version {version.version} is back."],
        },
    )
    record(session, workflow, happening, actor=actor, now=now)
    return moved(session, workflow)


def _active_version(session: Session, workflow: Workflow) -> WorkflowVersion:
    """The version in use; a revision only ever lies beside one."""
    return session.scalars(
        sa.select(WorkflowVersion)
        .where(WorkflowVersion.workflow_id == workflow.id, WorkflowVersion.is_active)
        .options(undefer(WorkflowVersion.definition))
    ).one()

"""An earlier version as the draft again, under the ids of its steps and transitions."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from tts.domain.definition import Definition, read_definition
from tts.domain.errors import NotFound
from tts.domain.events import Happening
from tts.domain.lifecycle import why_not_brought_back
from tts.domain.permissions import Actor
from tts.domain.words import WorkflowStatus
from tts.models import Workflow, WorkflowVersion
from tts.queries.workflow_graphs import details_of, working_graph
from tts.services.transaction import use_case
from tts.services.workflows.changes import say_details_changes, say_graph_changes
from tts.services.workflows.errors import DraftMovedOn, MoveRefused
from tts.services.workflows.rows import delete_graph, insert_graph, write_details
from tts.services.workflows.saves import MOST_CHANGES
from tts.services.workflows.standing import Moved, lock_workflow, moved, record, stand


@use_case
def bring_back_version(
    session: Session,
    workflow_id: int,
    version: int,
    revision: int | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> Moved:
    """Make the working graph and details those of a version again, as a draft to go on with.

    A draft or deployed workflow is a draft afterwards; beside the version in use a draft revision is opened.
    `revision` is that of the draft which the person saw; None takes whatever is there. Raises NotFound,
    MoveRefused (archived, or a revision is open), DraftMovedOn.
    """
    workflow = lock_workflow(session, workflow_id, actor)
    _refuse_unless_possible(workflow, revision)
    kept, version_id = _version_of(session, workflow_id, version)
    before = Definition(working_graph(session, workflow_id), details_of(workflow))
    changes = [
        *say_details_changes(before.details, kept.details),
        *say_graph_changes(before.graph, kept.graph),
    ]
    delete_graph(session, workflow_id)
    insert_graph(session, workflow_id, kept.graph)
    write_details(workflow, kept.details)
    was = workflow.revision_status or workflow.status
    _put_draft(workflow, now)
    workflow.revision += 1
    workflow.changed_by_id, workflow.changed_at = actor.user_id, now
    facts = {
        "name": workflow.name,
        "version": version,
        "revision": workflow.revision,
        "changes": changes[:MOST_CHANGES],
        "change_count": len(changes),
    }
    draft = WorkflowStatus.DRAFT.value
    happening = Happening("workflow.brought_back", was, draft, workflow_version_id=version_id, facts=facts)
    record(session, workflow, happening, actor=actor, now=now)
    return moved(session, workflow)


def _refuse_unless_possible(workflow: Workflow, revision: int | None) -> None:
    sentence = why_not_brought_back(workflow.status, workflow.revision_status)
    if sentence is not None:
        raise MoveRefused(
            f"“{workflow.name}” is {workflow.status}. {sentence}",
            move="bring back",
            workflow_status=workflow.status,
            revision_status=workflow.revision_status,
        )
    if revision is not None and revision != workflow.revision:
        by = workflow.changed_by.name if workflow.changed_by else "Someone"
        raise DraftMovedOn(
            f"{by} saved this workflow since you looked. Nothing was changed: look at what the draft would "
            "lose now, then bring the version back.",
            revision=workflow.revision,
        )


def _version_of(session: Session, workflow_id: int, version: int) -> tuple[Definition, int]:
    found = session.scalar(
        sa.select(WorkflowVersion)
        .where(WorkflowVersion.workflow_id == workflow_id, WorkflowVersion.version == version)
        .options(undefer(WorkflowVersion.definition))
    )
    if found is None:
        raise NotFound(f"This workflow has no version {version}. Its page lists those there are.")
    return read_definition(found.definition), found.id


def _put_draft(workflow: Workflow, now: datetime) -> None:
    """Out of use it is a draft; in use, or paused, a draft revision lies beside it."""
    draft = WorkflowStatus.DRAFT.value
    if workflow.status in (WorkflowStatus.INITIALIZED.value, WorkflowStatus.PAUSED.value):
        workflow.revision_status = draft
    else:
        stand(workflow, draft, now)

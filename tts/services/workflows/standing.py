"""Locking a workflow, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening, Stream
from tts.domain.lifecycle import Move, Standing, refusal
from tts.domain.permissions import Actor, Permission
from tts.domain.problems import Problem
from tts.models import Workflow, WorkflowVersion
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflow_graphs import taker_of_intake
from tts.queries.workflow_standing import has_versions, open_tasks_of
from tts.services.record import record_events
from tts.services.workflows.errors import MoveRefused


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a workflow stands after a move; `version` is its latest, None when it never had one."""

    workflow_id: int
    status: str
    revision_status: str | None
    version: int | None
    revision: int
    problems: tuple[Problem, ...] = ()


def lock_workflow(session: Session, workflow_id: int, actor: Actor) -> Workflow:
    """The workflow's row, locked until the end of the transaction, for someone who may design it.

    Raises NotFound when there is none that the person may see, NotPermitted when they may only look.
    """
    workflow = reachable_workflow(session, actor, workflow_id, for_update=True)
    actor.require(Permission.DESIGN)
    return workflow


def begin_move(session: Session, workflow_id: int, move: Move, actor: Actor) -> Workflow:
    """Lock the workflow and make sure that `move` is possible; raises MoveRefused with the way out."""
    workflow = lock_workflow(session, workflow_id, actor)
    sentence = refusal(move, _standing_for(session, workflow, move))
    if sentence is not None:
        raise MoveRefused(
            f"“{workflow.name}” is {workflow.status}. {sentence}",
            move=move.value,
            workflow_status=workflow.status,
            revision_status=workflow.revision_status,
        )
    return workflow


def _standing_for(session: Session, workflow: Workflow, move: Move) -> Standing:
    """As much of the standing as that move asks for; a clash at initialize is among the graph's problems."""
    return Standing(
        workflow.status,
        workflow.revision_status,
        has_versions=move is Move.DELETE and has_versions(session, workflow.id),
        open_tasks=open_tasks_of(session, workflow.id) if move is Move.ARCHIVE else 0,
        intake_taken_by=taker_of_intake(session, workflow) if move is Move.RESUME else None,
    )


def stand(workflow: Workflow, status: str, now: datetime, *, revision_status: str | None = None) -> None:
    """Put the workflow into `status` since `now`, with that draft revision beside it, if any."""
    if workflow.status != status:
        workflow.status, workflow.status_at = status, now
    workflow.revision_status = revision_status


def record(
    session: Session,
    workflow: Workflow,
    *happenings: Happening,
    actor: Actor,
    now: datetime,
    is_new: bool = False,
) -> None:
    """Write into the workflow's chain, in this transaction."""
    record_events(session, Stream.WORKFLOW, workflow.id, happenings, actor=actor, now=now, is_new=is_new)


def moved(session: Session, workflow: Workflow, problems: tuple[Problem, ...] = ()) -> Moved:
    """What the caller is told."""
    session.flush()
    version = session.scalar(
        sa.select(sa.func.max(WorkflowVersion.version)).where(WorkflowVersion.workflow_id == workflow.id)
    )
    return Moved(workflow.id, workflow.status, workflow.revision_status, version, workflow.revision, problems)

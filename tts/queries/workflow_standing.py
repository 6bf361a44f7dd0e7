"""What a workflow's moves depend on: its versions and its open tasks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.lifecycle import Standing
from tts.domain.words import OPEN_TASKS
from tts.models import Task, Workflow, WorkflowVersion
from tts.queries.workflow_graphs import details_of, taker_of, taker_of_intake

AnySession = Session | scoped_session[Any]
OPEN = [status.value for status in OPEN_TASKS]


def has_versions(session: AnySession, workflow_id: int) -> bool:
    """Whether the workflow was ever initialized."""
    return bool(session.scalar(sa.select(sa.exists().where(WorkflowVersion.workflow_id == workflow_id))))


def open_tasks_of(session: AnySession, workflow_id: int) -> int:
    """How many tasks of any of its versions have not ended."""
    counted = sa.select(sa.func.count()).where(Task.workflow_id == workflow_id, Task.status.in_(OPEN))
    return session.scalar(counted) or 0


def standing_of(session: AnySession, workflow: Workflow) -> Standing:
    """Everything `tts.domain.lifecycle.refusal` asks, for pages that tell why a move is not possible yet."""
    return Standing(
        workflow.status,
        workflow.revision_status,
        has_versions(session, workflow.id),
        open_tasks_of(session, workflow.id),
        taker_of(session, workflow.id, details_of(workflow)),
        taker_of_intake(session, workflow),
    )

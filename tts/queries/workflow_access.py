"""Which workflows a person may see."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.domain.words import WorkflowStatus
from tts.models import Workflow

IN_USE = (WorkflowStatus.INITIALIZED.value, WorkflowStatus.PAUSED.value)


def visible_workflows(actor: Actor) -> sa.ColumnElement[bool]:
    """Designers see all; other people with a role those in use; requesters, who have none, see none."""
    if actor.may(Permission.DESIGN):
        return sa.true()
    return Workflow.status.in_(IN_USE) if actor.role_ids else sa.false()


def reachable_workflow(
    session: Session | scoped_session[Any], actor: Actor, workflow_id: int, *, for_update: bool = False
) -> Workflow:
    """The workflow's row as it is now, locked if asked for.

    Raises NotFound when there is none that the person may see.
    """
    statement = (
        sa.select(Workflow)
        .where(Workflow.id == workflow_id, visible_workflows(actor))
        .execution_options(populate_existing=True)
    )
    workflow = session.scalar(statement.with_for_update() if for_update else statement)
    if workflow is None:
        raise NotFound(
            f"There is no workflow {workflow_id}: it may have been deleted. See the list of workflows."
        )
    return workflow

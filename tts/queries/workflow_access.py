"""Which workflows a person may see."""

from __future__ import annotations

import sqlalchemy as sa

from tts.domain.permissions import Actor, Permission
from tts.domain.words import WorkflowStatus
from tts.models import Workflow

IN_USE = (WorkflowStatus.INITIALIZED.value, WorkflowStatus.PAUSED.value)


def visible_workflows(actor: Actor) -> sa.ColumnElement[bool]:
    """Designers see all; other people with a role those in use; requesters, who have none, see none."""
    if actor.may(Permission.DESIGN):
        return sa.true()
    return Workflow.status.in_(IN_USE) if actor.role_ids else sa.false()

"""Tickets of the town that somebody has moved to another version of their workflow."""

from __future__ import annotations

import sqlalchemy as sa

from tts.clock import current_time
from tts.domain.moving import MovePlan
from tts.domain.permissions import Actor
from tts.extensions import db
from tts.models import Step, Task, Workflow, WorkflowVersion
from tts.services.moving import begin_moving
from tts.services.workflows import initialize_workflow, revise_workflow


def add_moving(admin: Actor, besides: str) -> dict[str, str]:
    """Move the tickets of the fullest workflow but that one to a new version; the addresses of the pages."""
    now, count = current_time(), sa.func.count(Task.id)
    workflow_id = db.session.scalars(
        sa.select(Workflow.id)
        .join(Task, Task.workflow_id == Workflow.id)
        .where(Workflow.status == "initialized", Workflow.name != besides, Task.ended_at.is_(None))
        .group_by(Workflow.id)
        .order_by(count.desc())
    ).first()
    assert workflow_id is not None
    revise_workflow(db.session, workflow_id, actor=admin, now=now)
    step = db.session.scalars(sa.select(Step).where(Step.workflow_id == workflow_id, Step.is_start)).one()
    step.name = f"{step.name} anew"
    db.session.commit()
    initialize_workflow(db.session, workflow_id, actor=admin, now=now, configured=frozenset({"ams", "bms"}))
    was, becomes = db.session.scalars(
        sa.select(WorkflowVersion.id)
        .where(WorkflowVersion.workflow_id == workflow_id)
        .order_by(WorkflowVersion.version)
    )
    moving_id = begin_moving(db.session, workflow_id, was, becomes, MovePlan(), actor=admin, now=now)
    base = f"/workflows/{workflow_id}/movings"
    return {
        "movings.index": base,
        "movings.ask": f"{base}/new",
        "movings.show": f"{base}/{moving_id}",
    }

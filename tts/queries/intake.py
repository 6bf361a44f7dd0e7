"""What can be asked for: the department, category and sub-category of each workflow that takes tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tts.domain.words import WorkflowStatus
from tts.models import Workflow, WorkflowVersion
from tts.queries.visibility import AnySession


@dataclass(frozen=True, slots=True, order=True)
class IntakeWay:
    """One workflow's place in the intake, as its active version writes it."""

    department: str
    category: str
    sub_category: str


def intake_ways(session: AnySession) -> Sequence[IntakeWay]:
    """The ways of all initialized workflows, sorted, in one statement."""
    said = WorkflowVersion.definition["workflow"]
    rows = session.execute(
        sa.select(
            said["department"].as_string().label("department"),
            said["category"].as_string().label("category"),
            said["sub_category"].as_string().label("sub_category"),
        )
        .join(Workflow, Workflow.id == WorkflowVersion.workflow_id)
        .where(WorkflowVersion.is_active, Workflow.status == WorkflowStatus.INITIALIZED.value)
    ).all()
    return sorted({IntakeWay(row.department, row.category, row.sub_category or "") for row in rows})

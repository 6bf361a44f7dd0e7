"""Which workflow takes a ticket now, held until the commit (rules.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.matching import Candidate, Intake, choose_workflow, say_match, say_unmatched
from tts.domain.words import WorkflowStatus, fold
from tts.models import Workflow, WorkflowVersion
from tts.queries.versions import RunningVersion, running_version


@dataclass(frozen=True, slots=True)
class Match:
    """The version that takes a ticket, or None, and why."""

    version: RunningVersion | None
    reason: str


def match_intake(session: Session, intake: Intake) -> Match:
    """Choose among initialized workflows; the chosen one stays as it is, at that version, until the commit.

    The candidates' rows are share-locked, and the active version is read afterwards, in its own statement.
    """
    chosen = choose_workflow(intake, _candidates(session, intake))
    if chosen is None:
        return Match(None, say_unmatched(intake, department_known=_takes_department(session, intake)))
    version = active_version(session, chosen.workflow_id)
    if version is None:
        return Match(None, f"unmatched: {chosen.name} has no active version")
    named = Candidate(
        chosen.workflow_id,
        version.name,
        chosen.department,
        chosen.category,
        chosen.sub_category,
        chosen.first_initialized_at,
    )
    return Match(version, say_match(intake, named, version.version))


def active_version(session: Session, workflow_id: int) -> RunningVersion | None:
    """The version that takes a workflow's tickets now; its row lock is held by the caller."""
    version_id = session.scalar(
        sa.select(WorkflowVersion.id).where(
            WorkflowVersion.workflow_id == workflow_id, WorkflowVersion.is_active
        )
    )
    return None if version_id is None else running_version(session, version_id)


def _candidates(session: Session, intake: Intake) -> list[Candidate]:
    rows = session.execute(
        sa.select(
            Workflow.id,
            Workflow.name,
            Workflow.match_department,
            Workflow.match_category,
            Workflow.match_sub_category,
            sa.func.coalesce(
                Workflow.first_initialized_at, Workflow.created_at, type_=Workflow.created_at.type
            ),
        )
        .where(
            Workflow.status == WorkflowStatus.INITIALIZED.value,
            Workflow.match_department == fold(intake.department),
            Workflow.match_category == fold(intake.category),
        )
        .order_by(Workflow.id)
        .with_for_update(read=True)
    )
    return [
        Candidate(workflow_id, name, department or "", category or "", sub_category or "", since)
        for workflow_id, name, department, category, sub_category, since in rows
    ]


def _takes_department(session: Session, intake: Intake) -> bool:
    found = session.scalar(
        sa.select(Workflow.id)
        .where(
            Workflow.status == WorkflowStatus.INITIALIZED.value,
            Workflow.match_department == fold(intake.department),
        )
        .limit(1)
    )
    return found is not None

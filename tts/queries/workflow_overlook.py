"""What a list of workflows tells beside its rows: shapes and problems, in five statements however many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.definition import Details
from tts.domain.graph import Graph, Id
from tts.domain.problems import Problem, troubled_steps
from tts.domain.soundness import Circumstances, RoleFacts, check
from tts.domain.words import WorkflowStatus, fold
from tts.models import Workflow
from tts.queries.workflow_graphs import details_of, role_facts, working_graphs
from tts.queries.workflows import WorkflowRow

AnySession = Session | scoped_session[Any]
Intake = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class ListedWorkflow:
    """A row with its working graph, what the checks say of it, and since when it stands where it stands."""

    row: WorkflowRow
    graph: Graph
    problems: tuple[Problem, ...]
    status_at: datetime

    def count(self, severity: str) -> int:
        """How many problems there are of a severity."""
        return sum(problem.severity == severity for problem in self.problems)

    @property
    def trouble_ids(self) -> frozenset[Id]:
        """The steps that errors point at."""
        return troubled_steps(self.problems)


def overlook_workflows(
    session: AnySession, rows: Sequence[WorkflowRow], *, configured: frozenset[str] = frozenset()
) -> list[ListedWorkflow]:
    """The same rows in the same order, looked at: five statements."""
    ids = [row.id for row in rows]
    graphs = working_graphs(session, ids)
    workflows = {each.id: each for each in session.scalars(sa.select(Workflow).where(Workflow.id.in_(ids)))}
    roles, takers = role_facts(session), _takers(session)
    return [
        ListedWorkflow(
            row,
            graphs[row.id],
            _check(workflows[row.id], graphs[row.id], roles, takers, configured),
            workflows[row.id].status_at,
        )
        for row in rows
        if row.id in workflows
    ]


def _takers(session: AnySession) -> dict[Intake, tuple[int, str]]:
    """Which initialized workflow takes which tickets: at most one each."""
    rows = session.execute(
        sa.select(
            Workflow.id,
            Workflow.name,
            Workflow.match_department,
            Workflow.match_category,
            Workflow.match_sub_category,
        ).where(Workflow.status == WorkflowStatus.INITIALIZED.value)
    )
    return {
        (row.match_department, row.match_category, row.match_sub_category): (row.id, row.name) for row in rows
    }


def _check(
    workflow: Workflow,
    graph: Graph,
    roles: Mapping[int, RoleFacts],
    takers: Mapping[Intake, tuple[int, str]],
    configured: frozenset[str],
) -> tuple[Problem, ...]:
    details = details_of(workflow)
    stage = workflow.revision_status or workflow.status
    around = Circumstances(
        details=details,
        roles=roles,
        configured_systems=configured,
        taken_by=_taken_by(workflow.id, details, takers),
        moment="initialize" if stage == WorkflowStatus.DEPLOYED else "draft",
    )
    return tuple(check(graph, around))


def _taken_by(workflow_id: int, details: Details, takers: Mapping[Intake, tuple[int, str]]) -> str | None:
    found = takers.get((fold(details.department), fold(details.category), fold(details.sub_category)))
    return found[1] if found and found[0] != workflow_id else None

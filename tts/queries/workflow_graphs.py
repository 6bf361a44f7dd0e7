"""A workflow's working graph and details as values, and what their checks must know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, scoped_session

from tts.domain.definition import Details
from tts.domain.graph import PRIORITIES, Graph
from tts.domain.graph import Step as GraphStep
from tts.domain.graph import Transition as GraphTransition
from tts.domain.soundness.circumstances import Circumstances, RoleFacts
from tts.domain.words import WorkflowStatus, fold
from tts.domain.working_time import read_calendar
from tts.models import Membership, Role, Step, Transition, User, Workflow

AnySession = Session | scoped_session[Any]


def details_of(workflow: Workflow) -> Details:
    """The working details of a row as a value."""
    return Details(
        name=workflow.name,
        description=workflow.description,
        department=workflow.department,
        category=workflow.category,
        sub_category=workflow.sub_category,
        slas={priority: getattr(workflow, f"{priority}_sla") for priority in PRIORITIES},
        end_logic=workflow.end_logic,
        calendar=read_calendar(workflow.calendar),
    )


def working_graph(session: AnySession, workflow_id: int) -> Graph:
    """The graph one edits, with the names of its roles: two statements whatever its size."""
    return working_graphs(session, [workflow_id])[workflow_id]


def working_graphs(session: AnySession, workflow_ids: Collection[int]) -> dict[int, Graph]:
    """The graphs of several workflows, still in two statements."""
    steps: dict[int, list[GraphStep]] = {workflow_id: [] for workflow_id in workflow_ids}
    transitions: dict[int, list[GraphTransition]] = {workflow_id: [] for workflow_id in workflow_ids}
    for row in session.execute(
        sa.select(Step.__table__, Role.name.label("role_name"))
        .outerjoin(Role, Role.id == Step.role_id)
        .where(Step.workflow_id.in_(workflow_ids))
        .order_by(Step.position, Step.id)
    ):
        steps[row.workflow_id].append(_step_of(row))
    for row in session.execute(
        sa.select(Transition.__table__)
        .where(Transition.workflow_id.in_(workflow_ids))
        .order_by(Transition.position, Transition.id)
    ):
        transitions[row.workflow_id].append(_transition_of(row))
    return {key: Graph(tuple(steps[key]), tuple(transitions[key])) for key in steps}


def _step_of(row: sa.Row[tuple[object, ...]]) -> GraphStep:
    return GraphStep(
        step_id=row.id,
        name=row.name,
        description=row.description,
        instruction=row.instruction,
        role_id=row.role_id,
        role_name=row.role_name or "",
        escalate_to=row.escalate_to_id,
        weight=None if row.weight is None else row.weight.normalize() + 0,
        order=row.position,
        is_start=row.is_start,
        is_end=row.is_end,
        assignment=row.assignment,
        pauses_clock=row.pauses_clock,
        design=row.design,
    )


def _transition_of(row: sa.Row[tuple[object, ...]]) -> GraphTransition:
    return GraphTransition(
        transition_id=row.id,
        from_step_id=row.from_step_id,
        to_step_id=row.to_step_id,
        name=row.name,
        note_required=row.note_required,
        design=row.design,
    )


def taker_of(session: AnySession, workflow_id: int, details: Details) -> str | None:
    """The name of another initialized workflow that takes the tickets of these details, or None."""
    return _taker(
        session, workflow_id, fold(details.department), fold(details.category), fold(details.sub_category)
    )


def taker_of_intake(session: AnySession, workflow: Workflow) -> str | None:
    """The same for what the workflow's last active version took: a paused one may find its place taken."""
    intake = (workflow.match_department, workflow.match_category, workflow.match_sub_category)
    return _taker(session, workflow.id, *intake)


def _taker(
    session: AnySession,
    workflow_id: int,
    department: str | None,
    category: str | None,
    sub_category: str | None,
) -> str | None:
    return session.scalar(
        sa.select(Workflow.name)
        .where(
            Workflow.id != workflow_id,
            Workflow.status == WorkflowStatus.INITIALIZED.value,
            Workflow.match_department == department,
            Workflow.match_category == category,
            Workflow.match_sub_category == sub_category,
        )
        .limit(1)
    )


def role_facts(session: AnySession, role_ids: Iterable[int] | None = None) -> dict[int, RoleFacts]:
    """Every role (or those of `role_ids`) with the ids of its active people, in one statement."""
    person = aliased(User)
    statement = (
        sa.select(Role.id, Role.name, Role.is_active, person.id.label("user_id"))
        .outerjoin(Membership, Membership.role_id == Role.id)
        .outerjoin(person, sa.and_(person.id == Membership.user_id, person.is_active))
    )
    if role_ids is not None:
        statement = statement.where(Role.id.in_(list(role_ids)))
    found: dict[int, tuple[str, bool, set[int]]] = {}
    for row in session.execute(statement):
        members = found.setdefault(row.id, (row.name, row.is_active, set()))[2]
        if row.user_id is not None:
            members.add(row.user_id)
    return {
        role_id: RoleFacts(name, is_active, frozenset(members))
        for role_id, (name, is_active, members) in found.items()
    }


def circumstances_of(
    session: AnySession,
    workflow_id: int,
    details: Details,
    *,
    moment: str = "draft",
    configured: frozenset[str] = frozenset(),
) -> Circumstances:
    """What the checks must know beside the graph; `workflow_id` 0 stands for one that is not stored."""
    return Circumstances(
        details=details,
        roles=role_facts(session),
        configured_systems=configured,
        taken_by=taker_of(session, workflow_id, details),
        moment=moment,
    )

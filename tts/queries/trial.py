"""What a trial begins with: the draft as a version would keep it, and a copy of the people it may meet.

A constant number of statements, none of which writes or locks.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from tts.domain.definition import Definition, build_definition, read_definition
from tts.domain.errors import Invalid
from tts.domain.graph import Graph
from tts.domain.permissions import Actor, Permission
from tts.domain.problems import Problem
from tts.domain.trial import Away, Duty, Member, Person, Setting, Staff
from tts.models import Leave, Membership, Role, TaskItem, User, Workflow
from tts.queries.paging import AnySession
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflow_graphs import details_of, working_graph
from tts.queries.workflows import problems_of


@dataclass(frozen=True, slots=True)
class Asked:
    """How a trial begins; `requester_id` 0 is somebody who is not among the staff."""

    begins_at: datetime
    priority: str
    requester_id: int = 0


def reachable_draft(session: AnySession, actor: Actor, workflow_id: int) -> Workflow:
    """The workflow whose working graph the person may try.

    Raises NotFound for one that they may not see, NotPermitted for who may not design.
    """
    workflow = reachable_workflow(session, actor, workflow_id)
    actor.require(Permission.DESIGN)
    return workflow


def draft_of(session: AnySession, workflow: Workflow, now: datetime) -> Definition:
    """The working graph and details, as a version made of them now would have them."""
    graph = working_graph(session, workflow.id)
    return read_definition(build_definition(details_of(workflow), graph, created_at=now, created_by=None))


def draft_problems(
    session: AnySession, workflow: Workflow, graph: Graph, *, configured: frozenset[str]
) -> list[Problem]:
    """What stands in the way of using the draft: the errors that the checks find."""
    found = problems_of(session, workflow, graph, configured=configured)
    return [problem for problem in found if problem.is_error]


def staff_of(session: AnySession, graph: Graph, *, requester_id: int = 0, since: datetime) -> Staff:
    """Who may hold, coordinate or administer a ticket on this graph, with their turns as they are now.

    `since` is when the trial begins: leaves that were over before count only as far as turns ask for them.
    """
    roles = session.scalars(sa.select(Role).where(_is_met(graph))).all()
    role_ids = [role.id for role in roles]
    memberships = session.scalars(
        sa.select(Membership).where(Membership.role_id.in_(role_ids)).order_by(Membership.id)
    ).all()
    user_ids = {one.user_id for one in memberships}
    people = session.execute(
        sa.select(User.id, User.name, User.is_active).where(User.id.in_(user_ids | {requester_id}))
    ).all()
    return Staff(
        people={row.id: Person(row.id, row.name, row.is_active) for row in people},
        duties={
            role.id: Duty(
                role.id, role.name, role.is_active, role.is_admin, role.can_coordinate, role.can_review
            )
            for role in roles
        },
        members=tuple(
            Member(one.id, one.role_id, one.user_id, one.turn, one.last_turn_at) for one in memberships
        ),
        leaves=_leaves_of(session, user_ids, _oldest_turn(memberships, since)),
        loads=_loads_of(session, user_ids),
    )


def _is_met(graph: Graph) -> sa.ColumnElement[bool]:
    """The roles of the steps, those they escalate to, coordinators, reviewers and admins."""
    named = {role for step in graph.steps for role in (step.role_id, step.escalate_to) if role is not None}
    return sa.or_(Role.id.in_(named), Role.is_admin, Role.can_coordinate, Role.can_review)


def _oldest_turn(memberships: Collection[Membership], since: datetime) -> datetime:
    """A leave that ended before the trial and before everybody's last turn changes nothing."""
    return min([since, *(one.last_turn_at for one in memberships if one.last_turn_at)])


def _leaves_of(session: AnySession, user_ids: Collection[int], since: datetime) -> tuple[Away, ...]:
    rows = session.execute(
        sa.select(Leave.user_id, Leave.starts_at, Leave.ends_at)
        .where(Leave.user_id.in_(user_ids), Leave.ends_at > since)
        .order_by(Leave.id)
    )
    return tuple(Away(*row) for row in rows)


def _loads_of(session: AnySession, user_ids: Collection[int]) -> dict[int, int]:
    rows = session.execute(
        sa.select(TaskItem.holder_id, sa.func.count())
        .where(TaskItem.holder_id.in_(user_ids), TaskItem.closed_at.is_(None))
        .group_by(TaskItem.holder_id)
    )
    return {holder_id: count for holder_id, count in rows if holder_id is not None}


def setting_of(
    session: AnySession, definition: Definition, asked: Asked, *, configured: frozenset[str]
) -> Setting:
    """The setting of a trial that was asked for; Invalid for a requester who is not there."""
    staff = staff_of(session, definition.graph, requester_id=asked.requester_id, since=asked.begins_at)
    name = staff.people.get(asked.requester_id)
    if asked.requester_id and name is None:
        sentence = "There is no such person: choose another requester, or none."
        raise Invalid(sentence, {"requester": sentence})
    setting = Setting(definition, staff, asked.begins_at, asked.priority, configured=configured)
    if name is None:
        return setting
    return replace(setting, requester_id=name.user_id, requester_name=name.name)

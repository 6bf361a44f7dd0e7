"""Every task has a coordinator: found when the role fills, replaced when one leaves (section 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.words import OPEN_TASKS
from tts.models import Membership, Role, Task, Ticket, User
from tts.services.notices import tell_owner
from tts.services.story import Act, Story, write_story
from tts.services.tasks.rows import update_task
from tts.services.tasks.standing import lock_ticket
from tts.services.tasks.turns import next_coordinator
from tts.services.transaction import use_case

OPEN = [status.value for status in OPEN_TASKS]


def give_coordinators(session: Session | scoped_session[Any], *, actor: Actor, now: datetime) -> int:
    """Give every open task without a coordinator one, in turn, one transaction each; how many."""
    waiting = session.execute(
        sa.select(Task.ticket_id)
        .where(Task.coordinator_id.is_(None), Task.status.in_(OPEN))
        .order_by(Task.id)
    ).all()
    given = 0
    for (ticket_id,) in waiting:
        if not _give_coordinator(session, ticket_id, actor=actor, now=now):
            break
        given += 1
    return given


@use_case
def replace_coordinator(session: Session, user_id: int, *, actor: Actor, now: datetime) -> int:
    """Pass on what a person may not coordinate any more; without another it waits. How many tasks."""
    if _may_coordinate(session, user_id):
        return 0
    tickets = session.scalars(
        sa.select(Task.ticket_id)
        .where(Task.coordinator_id == user_id, Task.status.in_(OPEN))
        .order_by(Task.id)
    ).all()
    for ticket_id in tickets:
        _put_coordinator(session, lock_ticket(session, ticket_id), Act(actor, now))
    return len(tickets)


@use_case
def _give_coordinator(session: Session, ticket_id: int, *, actor: Actor, now: datetime) -> bool:
    """Whether somebody coordinates the ticket now."""
    ticket = lock_ticket(session, ticket_id)
    found = session.scalar(sa.select(Task.coordinator_id).where(Task.ticket_id == ticket_id))
    return found is not None or _put_coordinator(session, ticket, Act(actor, now))


def _put_coordinator(session: Session, ticket: Ticket, act: Act) -> bool:
    task = session.execute(
        sa.select(Task.id, Task.workflow_version_id, Task.coordinator_id, User.name)
        .outerjoin(User, User.id == Task.coordinator_id)
        .where(Task.ticket_id == ticket.id)
    ).one()
    found = next_coordinator(session, now=act.now)
    coordinator_id = found.user_id if found else None
    if coordinator_id == task.coordinator_id:
        return found is not None
    update_task(session, task.id, {"coordinator_id": coordinator_id})
    happening = Happening(
        "ticket.coordinator_changed",
        task.name,
        found.name if found else None,
        None,
        task.workflow_version_id,
        {"coordinator_id": coordinator_id},
    )
    write_story(session, ticket.id, Story((happening,), tell_owner(session, ticket, coordinator_id)), act)
    return found is not None


def _may_coordinate(session: Session, user_id: int) -> bool:
    found = session.scalar(
        sa.select(Membership.id)
        .join(Role, Role.id == Membership.role_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.user_id == user_id, User.is_active, Role.is_active, Role.can_coordinate, ~Role.is_admin
        )
        .limit(1)
    )
    return found is not None

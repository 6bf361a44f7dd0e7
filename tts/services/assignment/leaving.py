"""A person loses a role or leaves: what they hold is assigned anew, what they coordinate too (section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.words import ItemStatus, Origin
from tts.models import Membership, Role, TaskItem, User
from tts.services.assignment.coordinators import replace_coordinator
from tts.services.assignment.waiting import assignment_here
from tts.services.story import Act, Story, write_story
from tts.services.tasks.outcome import Outcome, outcome_of
from tts.services.tasks.pass_on import kept_hold, put_task_status, spot_here
from tts.services.tasks.place import Placing, find_holder, tell_placing
from tts.services.tasks.rows import close_item
from tts.services.tasks.standing import Standing, lock_item
from tts.services.tasks.steps import open_placed
from tts.services.transaction import use_case


@use_case
def release_items(
    session: Session, user_id: int, role_ids: Sequence[int], *, actor: Actor, now: datetime
) -> int:
    """Assign anew what a person may not hold any more after these roles were taken from them; how many items.

    Call it once the memberships are gone, or the person is deactivated: then everything is released. Who
    lost a role that coordinates or reviews also loses items taken from roles they are not in.
    """
    session.flush()
    items = _items_to_release(session, user_id, role_ids)
    for item_id in items:
        _release_item(session, item_id, user_id, Act(actor, now))
    replace_coordinator(session, user_id, actor=actor, now=now)
    return len(items)


def _release_item(session: Session, item_id: int, user_id: int, act: Act) -> Outcome | None:
    standing = lock_item(session, item_id)
    if standing.item.closed_at is not None or standing.item.holder_id != user_id:
        return None
    spot = spot_here(standing, Origin.SYSTEM, assignment_here(standing))
    placing = find_holder(session, spot, standing.ticket.requester_id, act)
    close_item(session, standing, ItemStatus.REASSIGNED, act)
    next_item_id = open_placed(
        session, standing.task.id, placing, standing.clock, act, status=kept_hold(standing)
    )
    put_task_status(session, standing, placing)
    story = _tell_reassigned(standing, placing)
    story += tell_placing(
        session, standing.ticket, placing, next_item_id, standing.clock, standing.version.id
    )
    write_story(session, standing.ticket.id, story, act)
    return outcome_of(standing, next_item_id)


def _tell_reassigned(standing: Standing, placing: Placing) -> Story:
    became = placing.holder.name if placing.holder else placing.spot.role_name
    reason = f"{standing.holder_name} does not have the role {standing.role_name} any more"
    facts = {"item_id": standing.item.id, "step": standing.item.step_name}
    return Story(
        (Happening("item.reassigned", standing.holder_name, became, reason, standing.version.id, facts),)
    )


def _items_to_release(session: Session, user_id: int, role_ids: Sequence[int]) -> list[int]:
    """Their open items by task: those of the roles they lost, or all that they may not hold."""
    held = (
        sa.select(TaskItem.id)
        .where(TaskItem.holder_id == user_id, TaskItem.closed_at.is_(None))
        .order_by(TaskItem.task_id)
    )
    if not session.scalar(sa.select(User.is_active).where(User.id == user_id)):
        return list(session.scalars(held))
    kept = (
        sa.select(Membership.role_id)
        .join(Role, Role.id == Membership.role_id)
        .where(Membership.user_id == user_id, Role.is_active)
    )
    foreign = held.where(TaskItem.role_id.not_in(kept))
    if not _let_oversee(session, role_ids):
        foreign = foreign.where(TaskItem.role_id.in_(list(role_ids)))
    return list(session.scalars(foreign))


def _let_oversee(session: Session, role_ids: Sequence[int]) -> bool:
    """Whether one of these roles let its members take items of other roles."""
    return (
        session.scalar(
            sa.select(Role.id)
            .where(Role.id.in_(list(role_ids)), Role.is_admin | Role.can_coordinate | Role.can_review)
            .limit(1)
        )
        is not None
    )

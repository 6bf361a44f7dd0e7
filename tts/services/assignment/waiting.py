"""What waits is given out once somebody is available: earliest due first, an item a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor
from tts.domain.words import ItemStatus, Origin, TaskStatus
from tts.models import Task, TaskItem
from tts.services.story import Act, write_story
from tts.services.tasks.members import is_member
from tts.services.tasks.pass_on import kept_hold, spot_here
from tts.services.tasks.place import find_holder, tell_placing
from tts.services.tasks.rows import update_item, update_task
from tts.services.tasks.standing import Standing, lock_item
from tts.services.transaction import use_case


def give_waiting_items(
    session: Session | scoped_session[Any], role_ids: Sequence[int], *, actor: Actor, now: datetime
) -> int:
    """Give the unassigned items of these roles to whoever is available now; how many found a holder.

    Items of steps that leave them in the queue on purpose stay there. It stops at the first item of a role
    for which nobody is available.
    """
    given = 0
    empty: set[int] = set()
    for item_id, role_id in _waiting_items(session, role_ids):
        if role_id in empty:
            continue
        found = _give_item(session, item_id, actor=actor, now=now)
        given += found is True
        if found is False:
            empty.add(role_id)
    return given


@use_case
def _give_item(session: Session, item_id: int, *, actor: Actor, now: datetime) -> bool | None:
    """True when somebody got it, False when nobody of its role is available, None when it is not to be given:
    it does not wait any more, or it is the request of a member of the role, so that others may still be.
    """
    act = Act(actor, now)
    standing = lock_item(session, item_id)
    assignment = assignment_here(standing)
    if standing.item.closed_at is not None or standing.item.holder_id is not None or assignment == "queue":
        return None
    requester_id = standing.ticket.requester_id
    spot = spot_here(standing, Origin(standing.item.origin), assignment)
    placing = find_holder(session, spot, requester_id, act)
    if placing.holder is None:
        return None if is_member(session, requester_id, spot.role_id) else False
    status = kept_hold(standing) or ItemStatus.NEW
    values = {"holder_id": placing.holder.user_id, "status": status.value, "assigned_at": now}
    update_item(session, standing.item, values, act)
    if standing.task.status == TaskStatus.PENDING:
        update_task(session, standing.task.id, {"status": TaskStatus.IN_PROGRESS.value})
    story = tell_placing(session, standing.ticket, placing, item_id, standing.clock, standing.version.id)
    write_story(session, standing.ticket.id, story, act)
    return True


def assignment_here(standing: Standing) -> str:
    """The step's policy for its own role; an escalated item always goes by turn."""
    return "turn" if standing.escalation is not None else standing.step.assignment


def _waiting_items(session: Session | scoped_session[Any], role_ids: Sequence[int]) -> list[tuple[int, int]]:
    """(item, role) of what waits, earliest due first; what has no due time by the ticket's, then by age."""
    rows = session.execute(
        sa.select(TaskItem.id, TaskItem.role_id)
        .join(Task, Task.id == TaskItem.task_id)
        .where(
            TaskItem.closed_at.is_(None), TaskItem.holder_id.is_(None), TaskItem.role_id.in_(list(role_ids))
        )
        .order_by(TaskItem.due_at.asc().nulls_last(), Task.due_at.asc().nulls_last(), TaskItem.id)
    )
    return [(row.id, row.role_id) for row in rows]

"""The few counts that stand beside the doors of every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor, Permission
from tts.models import Escalation, Task, TaskItem
from tts.queries.escalation_list import overseen_escalations
from tts.queries.notifications import count_unread


@dataclass(frozen=True, slots=True)
class RailCounts:
    """How many of one's items are late, escalations wait for one's roles, and notifications are unread."""

    mine_late: int = 0
    escalations: int = 0
    unread: int = 0


def rail_counts(session: Session | scoped_session[Any], actor: Actor, *, now: datetime) -> RailCounts:
    """All counts in one statement, whatever the size of the queues."""
    late = sa.select(sa.func.count()).where(
        TaskItem.holder_id == actor.user_id, TaskItem.closed_at.is_(None), TaskItem.due_at <= now
    )
    waiting = (
        sa.select(sa.func.count())
        .select_from(Escalation)
        .join(Task, Task.id == Escalation.task_id)
        .where(Escalation.closed_at.is_(None), overseen_escalations(actor))
    )
    oversees = actor.may(Permission.REVIEW) or actor.may(Permission.COORDINATE)
    asked = waiting.scalar_subquery() if oversees else sa.literal(0)
    unread = count_unread(actor).label("unread")
    row = session.execute(
        sa.select(late.scalar_subquery().label("late"), asked.label("waiting"), unread)
    ).one()
    return RailCounts(row.late, row.waiting, row.unread)

"""What an admin should look at first: tickets nobody takes, roles nobody is free in, work that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tts.domain.words import InboundStatus, OutboxStatus, TicketStatus
from tts.models import InboundMessage, Leave, Membership, OutboxMessage, Role, TaskItem, Ticket, User
from tts.queries.visibility import AnySession, Condition
from tts.queries.workers import count_postponed, is_attended

NAMED = 5


@dataclass(frozen=True, slots=True)
class Troubles:
    """Counts of what is stuck, and the names of roles that have open items and nobody available.

    `is_unattended`: no worker was seen for a minute; `postponed` counts tickets it could not work on.
    """

    unmatched: int
    waiting: int
    failed: int
    refused: int
    postponed: int
    is_unattended: bool
    empty_roles: Sequence[str]

    def __bool__(self) -> bool:
        messages = self.failed or self.refused
        stuck = self.unmatched or self.waiting or messages or self.postponed or self.empty_roles
        return bool(stuck or self.is_unattended)


def troubles_now(session: AnySession, *, now: datetime) -> Troubles:
    """All of it in two statements."""
    counts = session.execute(
        sa.select(
            _count(Ticket.status == TicketStatus.UNMATCHED.value).label("unmatched"),
            _count(TaskItem.closed_at.is_(None) & TaskItem.holder_id.is_(None)).label("waiting"),
            _count(OutboxMessage.status == OutboxStatus.FAILED.value).label("failed"),
            _count(InboundMessage.status == InboundStatus.REFUSED.value).label("refused"),
            count_postponed().label("postponed"),
            is_attended(now).label("is_attended"),
        )
    ).one()
    roles = session.scalars(
        sa.select(Role.name)
        .where(
            sa.exists().where(TaskItem.role_id == Role.id, TaskItem.closed_at.is_(None)),
            ~sa.exists().where(
                Membership.role_id == Role.id,
                User.id == Membership.user_id,
                User.is_active,
                ~sa.exists().where(Leave.user_id == User.id, Leave.starts_at <= now, Leave.ends_at > now),
            ),
        )
        .order_by(Role.name)
        .limit(NAMED)
    ).all()
    return Troubles(
        counts.unmatched,
        counts.waiting,
        counts.failed,
        counts.refused,
        counts.postponed,
        not counts.is_attended,
        roles,
    )


def _count(condition: Condition) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).where(condition).scalar_subquery()

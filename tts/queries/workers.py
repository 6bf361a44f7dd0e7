"""Whether a worker runs, what it found, and what it could not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from tts.models import SweepFailure, Task, Ticket, Worker
from tts.queries.visibility import AnySession, Condition

SILENCE = timedelta(minutes=1)
SHOWN = 50


class Attendance(StrEnum):
    """Whether anybody does the work: seen within a minute; nobody, and the last one did not stop; nobody."""

    RUNNING = "running"
    SILENT = "silent"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the background work stands: the last sweep, what is due and since when, what is postponed."""

    attendance: Attendance
    swept_at: datetime | None
    due: int
    due_since: datetime | None
    postponed: int

    def lateness(self, now: datetime) -> timedelta:
        """How late the oldest due mark is that nobody acted on yet; nothing when none is due."""
        return max(timedelta(0), now - self.due_since) if self.due_since else timedelta(0)


def standing_now(session: AnySession, *, now: datetime) -> Standing:
    """All of it in one statement."""
    due = sa.and_(Task.next_mark_at <= now, ~sa.exists().where(SweepFailure.task_id == Task.id))
    last = sa.select(Worker.stopped_at.is_(None)).order_by(Worker.seen_at.desc()).limit(1)
    row = session.execute(
        sa.select(
            is_attended(now).label("is_seen"),
            last.scalar_subquery().label("is_there"),
            sa.select(sa.func.max(Worker.swept_at)).scalar_subquery().label("swept_at"),
            sa.select(sa.func.count()).where(due).scalar_subquery().label("due"),
            sa.select(sa.func.min(Task.next_mark_at)).where(due).scalar_subquery().label("due_since"),
            count_postponed().label("postponed"),
        )
    ).one()
    unseen = Attendance.SILENT if row.is_there else Attendance.NONE
    attendance = Attendance.RUNNING if row.is_seen else unseen
    return Standing(attendance, row.swept_at, row.due, row.due_since, row.postponed)


def is_attended(now: datetime) -> Condition:
    """Whether some worker was seen within the last minute."""
    return sa.exists().where(Worker.stopped_at.is_(None), Worker.seen_at > now - SILENCE)


def count_postponed() -> sa.ScalarSelect[int]:
    """How many tasks failed and still have a mark to come."""
    return (
        sa.select(sa.func.count())
        .select_from(SweepFailure)
        .join(Task, Task.id == SweepFailure.task_id)
        .where(Task.next_mark_at.is_not(None))
        .scalar_subquery()
    )


def workers_not_stopped(session: AnySession) -> Sequence[Worker]:
    """Those that run or fell silent, the last seen first; a silent one is forgotten after a day."""
    found = sa.select(Worker).where(Worker.stopped_at.is_(None))
    return session.scalars(found.order_by(Worker.seen_at.desc(), Worker.name).limit(SHOWN)).all()


def postponed_tasks(session: AnySession) -> Sequence[sa.Row[Any]]:
    """What failed and is tried again, the next try first: ticket, why, how often, since when."""
    found = (
        sa.select(
            SweepFailure.task_id,
            SweepFailure.reason,
            SweepFailure.times,
            SweepFailure.first_at,
            SweepFailure.retry_at,
            Ticket.number,
            Ticket.subject,
        )
        .join(Task, Task.id == SweepFailure.task_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(Task.next_mark_at.is_not(None))
        .order_by(SweepFailure.retry_at, SweepFailure.task_id)
        .limit(SHOWN)
    )
    return session.execute(found).all()

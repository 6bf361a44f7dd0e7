"""Who has which due task in hand, and what becomes of one that fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import SweepFailure, Task
from tts.services.transaction import changed_rows, use_case

LEASE = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """A task in hand, and since when it was due."""

    task_id: int
    ticket_id: int
    due_at: datetime


@use_case
def claim_tasks(session: Session, *, worker: str, now: datetime, limit: int) -> list[Claim]:
    """Lease the tasks due longest that nobody has in hand, for a minute; one statement."""
    due = (
        sa.select(Task.id)
        .where(Task.next_mark_at <= now, sa.or_(Task.sweep_after.is_(None), Task.sweep_after <= now))
        .order_by(Task.next_mark_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        sa.update(Task)
        .where(Task.id.in_(due))
        .values(sweep_after=now + LEASE, swept_by=worker)
        .returning(Task.id, Task.ticket_id, Task.next_mark_at)
        .execution_options(synchronize_session=False)
    )
    claims = [Claim(row.id, row.ticket_id, row.next_mark_at) for row in rows]
    return sorted(claims, key=lambda claim: (claim.due_at, claim.task_id))


@use_case
def release_tasks(session: Session, task_ids: Sequence[int], *, worker: str) -> None:
    """Hand back what was claimed and not begun, so that nobody waits for the lease."""
    session.execute(
        sa.update(Task)
        .where(Task.id.in_(task_ids), Task.swept_by == worker)
        .values(sweep_after=None, swept_by=None)
        .execution_options(synchronize_session=False)
    )


@use_case
def postpone_task(session: Session, task_id: int, error: Exception, *, worker: str, now: datetime) -> None:
    """Leave a task that failed alone for a while, longer each time, and keep why.

    Nothing changes when the lease ran out meanwhile and another worker has it in hand.
    """
    failure = session.get(SweepFailure, task_id, populate_existing=True)
    if failure is None:
        failure = SweepFailure(task_id=task_id, times=0, first_at=now)
    retry_at = now + delay_after(failure.times + 1)
    postponed = session.execute(
        sa.update(Task)
        .where(Task.id == task_id, Task.swept_by == worker)
        .values(sweep_after=retry_at, swept_by=None)
        .execution_options(synchronize_session=False)
    )
    if changed_rows(postponed) == 1:
        failure.times += 1
        failure.reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
        failure.last_at, failure.retry_at = now, retry_at
        session.add(failure)


def delay_after(times: int) -> timedelta:
    """How long a task that failed so many times is left alone: a minute, doubling, an hour at most."""
    return min(LONGEST_DELAY, timedelta(minutes=1 << min(times - 1, 10)))


def forget_failure(session: Session, task_id: int) -> None:
    """It went well: nothing is postponed any more."""
    session.execute(
        sa.delete(SweepFailure)
        .where(SweepFailure.task_id == task_id)
        .execution_options(synchronize_session=False)
    )

"""What workers keep of themselves, and what is tidied away behind them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from tts.domain.errors import NotFound
from tts.domain.events import Happening, Stream
from tts.domain.permissions import Actor, Permission
from tts.domain.webhooks import DESTINATION
from tts.domain.words import InboundStatus, OutboxStatus
from tts.models import (
    DesignerPresence,
    InboundMessage,
    LoginAttempt,
    OutboxMessage,
    SweepFailure,
    Task,
    Ticket,
    Worker,
)
from tts.queries.presence import SILENT_AFTER
from tts.services.people.login import WINDOW
from tts.services.record import record_events
from tts.services.transaction import changed_rows, use_case

KEPT = timedelta(days=1)
LOG_KEPT = timedelta(days=30)
MOST_TIDIED = 500


@dataclass(slots=True)
class Tally:
    """What a worker did since it started, and how late its last pass that found anything found it."""

    swept_at: datetime | None = None
    lateness: timedelta | None = None
    marked: int = 0
    delivered: int = 0
    failed: int = 0


@use_case
def note_worker(
    session: Session,
    name: str,
    tally: Tally,
    *,
    started_at: datetime,
    now: datetime,
    has_stopped: bool = False,
) -> None:
    """Give a worker's sign of life, its first and its last too; its row is made where there is none."""
    row = Worker(name=name, started_at=started_at, seen_at=now, stopped_at=now if has_stopped else None)
    for column, value in asdict(tally).items():
        setattr(row, column, value)
    session.merge(row)


@use_case
def retry_task(session: Session, task_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the next sweep try a postponed task at once, and tell it in the ticket's record.

    One that a worker has in hand stays with it. Raises NotFound when none is postponed, NotPermitted.
    """
    actor.require(Permission.ADMINISTER)
    ticket = sa.select(Ticket.id).join(Task, Task.ticket_id == Ticket.id).where(Task.id == task_id)
    ticket_id = session.scalar(ticket.with_for_update(of=Ticket))
    due = sa.update(SweepFailure).where(SweepFailure.task_id == task_id).values(retry_at=now)
    if ticket_id is None or changed_rows(session.execute(due)) == 0:
        raise NotFound("This ticket is not postponed any more: its clocks went on. Reload the page.")
    session.execute(
        sa.update(Task)
        .where(Task.id == task_id, Task.swept_by.is_(None))
        .values(sweep_after=None)
        .execution_options(synchronize_session=False)
    )
    told = Happening("clock.retried")
    record_events(session, Stream.TICKET, ticket_id, [told], actor=actor, now=now)


@use_case
def tidy_up(session: Session, *, now: datetime) -> int:
    """Remove what nobody asks for any more, a few hundred rows a call at most; how many.

    These are failed log-ins that count no more, workers stopped or silent for a day, failures of tasks
    without any mark to come, open designers that fell silent, and messages of webhooks and of other systems
    that were settled a month ago.
    """
    long_ago = now - KEPT
    is_gone = sa.or_(Worker.stopped_at < long_ago, Worker.seen_at < long_ago)
    idle = sa.select(Task.id).where(Task.id == SweepFailure.task_id, Task.next_mark_at.is_(None))
    old: list[tuple[InstrumentedAttribute[Any], sa.ColumnElement[bool]]] = [
        (LoginAttempt.id, LoginAttempt.at <= now - WINDOW),
        (Worker.name, is_gone),
        (SweepFailure.task_id, idle.exists()),
        (OutboxMessage.id, _is_old_log(now)),
        (InboundMessage.id, _is_long_taken_in(now)),
    ]
    removed = sum(_remove(session, key, condition) for key, condition in old)
    return removed + _remove_silent_designers(session, now)


def _remove_silent_designers(session: Session, now: datetime) -> int:
    here = DesignerPresence
    key = sa.tuple_(here.workflow_id, here.user_id, here.tab)
    doomed = sa.select(here.workflow_id, here.user_id, here.tab).where(here.seen_at <= now - SILENT_AFTER)
    silent = sa.delete(here).where(key.in_(doomed.limit(MOST_TIDIED)))
    return changed_rows(session.execute(silent.execution_options(synchronize_session=False)))


def _is_long_taken_in(now: datetime) -> sa.ColumnElement[bool]:
    """Messages of other systems that were settled long ago: their senders do not repeat them any more."""
    settled = (InboundStatus.APPLIED.value, InboundStatus.DISCARDED.value)
    return sa.and_(InboundMessage.status.in_(settled), InboundMessage.settled_at < now - LOG_KEPT)


def _is_old_log(now: datetime) -> sa.ColumnElement[bool]:
    """Messages of webhooks that ended long ago."""
    ended = (OutboxStatus.DELIVERED.value, OutboxStatus.DISCARDED.value)
    return sa.and_(
        OutboxMessage.status.in_(ended),
        OutboxMessage.destination.startswith(DESTINATION),
        OutboxMessage.ended_at < now - LOG_KEPT,
    )


def _remove(session: Session, key: InstrumentedAttribute[Any], condition: sa.ColumnElement[bool]) -> int:
    doomed = sa.select(key).where(condition).limit(MOST_TIDIED)
    removed = session.execute(
        sa.delete(key.class_).where(key.in_(doomed)).execution_options(synchronize_session=False)
    )
    return changed_rows(removed)

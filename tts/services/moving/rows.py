"""The rows of a move: what is left of it, one ticket's row under that ticket's lock, and its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from tts.domain.events import Happening, Stream
from tts.domain.moving import MovedStatus, MovePlan, MovingStatus
from tts.domain.permissions import Actor
from tts.models import Event, MovedTicket, Moving, Ticket, Workflow, WorkflowVersion
from tts.services.record import record_events
from tts.services.tasks.standing import lock_ticket_row

AT_WORK = {MovingStatus.RUNNING: MovedStatus.WAITING, MovingStatus.UNDOING: MovedStatus.MOVED}
"""Which tickets a move that is at work has still before it."""

UNDONE, MOVED_BACK = "workflow.moving_undone", "workflow.tickets_moved_back"
KINDS_BACK = frozenset({UNDONE, MOVED_BACK})
"""What is told of the way back."""


@dataclass(frozen=True, slots=True)
class Due:
    """One ticket's row that is to be worked on; `is_back`: it is to be brought back."""

    row_id: int
    ticket_id: int
    is_back: bool


def tickets_due(session: Session, limit: int) -> list[Due]:
    """The next rows of the moves at work, the oldest move first; one statement."""
    rows = session.execute(
        sa.select(MovedTicket.id, MovedTicket.ticket_id, Moving.status)
        .join(Moving, Moving.id == MovedTicket.moving_id)
        .where(Moving.ended_at.is_(None), _is_left())
        .order_by(MovedTicket.moving_id, MovedTicket.id)
        .limit(limit)
    )
    return [Due(row.id, row.ticket_id, row.status == MovingStatus.UNDOING.value) for row in rows]


def is_any_over(session: Session) -> bool:
    """Whether a move at work has nothing left before it; one statement."""
    left = sa.exists().where(MovedTicket.moving_id == Moving.id, _is_left()).correlate(Moving)
    over = sa.select(Moving.id).where(Moving.ended_at.is_(None), ~left).limit(1)
    return session.scalar(over) is not None


def _is_left() -> sa.ColumnElement[bool]:
    return sa.or_(
        *(
            (Moving.status == moving.value) & (MovedTicket.status == moved.value)
            for moving, moved in AT_WORK.items()
        )
    )


def lock_row(session: Session, due: Due) -> tuple[Moving, MovedTicket] | None:
    """The move and the row, read under the locks of ticket and row; None when another worker was faster.

    Whoever takes the move back waits for the row, so that no ticket arrives after that was closed.
    """
    lock_ticket_row(session, Ticket.id == due.ticket_id)
    session.execute(sa.select(MovedTicket.id).where(MovedTicket.id == due.row_id).with_for_update())
    row = session.execute(
        sa.select(Moving, MovedTicket)
        .join(MovedTicket, MovedTicket.moving_id == Moving.id)
        .where(MovedTicket.id == due.row_id)
        .options(undefer(MovedTicket.before))
        .execution_options(populate_existing=True)
    ).one()
    moving, moved = row.Moving, row.MovedTicket
    wanted = MovingStatus.UNDOING if due.is_back else MovingStatus.RUNNING
    is_left = moving.status == wanted.value and moved.status == AT_WORK[wanted].value
    return (moving, moved) if is_left else None


def last_seq_of(session: Session, ticket_id: int) -> int:
    """The number of the last event of a ticket."""
    return (
        session.scalar(
            sa.select(sa.func.max(Event.seq)).where(
                Event.stream == Stream.TICKET.value, Event.stream_id == ticket_id
            )
        )
        or 0
    )


def end_movings(session: Session, now: datetime) -> int:
    """Close the moves at work that have nothing left before them, with what came of them; how many."""
    ended = 0
    for moving_id, workflow_id in _at_work(session):
        session.execute(sa.select(Workflow.id).where(Workflow.id == workflow_id).with_for_update())
        moving = session.get_one(Moving, moving_id, populate_existing=True)
        counts = counts_of(session, moving_id)
        wanted = AT_WORK.get(MovingStatus(moving.status))
        if moving.ended_at is None and wanted is not None and not counts.get(wanted.value):
            _end(session, moving, counts, now)
            ended += 1
    return ended


def counts_of(session: Session, moving_id: int) -> Mapping[str, int]:
    """How many tickets of a move are in which state."""
    rows = session.execute(
        sa.select(MovedTicket.status, sa.func.count().label("tickets"))
        .where(MovedTicket.moving_id == moving_id)
        .group_by(MovedTicket.status)
    )
    return Counter({row.status: row.tickets for row in rows})


def _at_work(session: Session) -> list[tuple[int, int]]:
    rows = session.execute(
        sa.select(Moving.id, Moving.workflow_id).where(Moving.ended_at.is_(None)).order_by(Moving.id)
    )
    return [(row.id, row.workflow_id) for row in rows]


def _end(session: Session, moving: Moving, counts: Mapping[str, int], now: datetime) -> None:
    is_back = moving.status == MovingStatus.UNDOING.value
    by = moving.undone_by_id, moving.undone_by_name or ""
    actor = Actor(*by) if is_back else Actor(moving.begun_by_id, moving.begun_by_name)
    moving.status = (MovingStatus.UNDONE if is_back else MovingStatus.DONE).value
    moving.ended_at = now
    kind = MOVED_BACK if is_back else "workflow.tickets_moved"
    record_moving(session, moving, kind, {"counts": dict(counts)}, actor=actor, now=now)


def record_moving(
    session: Session, moving: Moving, kind: str, facts: Mapping[str, object], *, actor: Actor, now: datetime
) -> None:
    """One event on the workflow's chain, from where tickets come to where they go; its row's lock is held."""
    numbers = {
        row.id: row.version
        for row in session.execute(
            sa.select(WorkflowVersion.id, WorkflowVersion.version).where(
                WorkflowVersion.id.in_([moving.from_version_id, moving.to_version_id])
            )
        )
    }
    name = session.scalar(sa.select(Workflow.name).where(Workflow.id == moving.workflow_id))
    way = moving.from_version_id, moving.to_version_id
    was_id, becomes_id = reversed(way) if kind in KINDS_BACK else way
    happening = Happening(
        kind,
        f"version {numbers[was_id]}",
        f"version {numbers[becomes_id]}",
        workflow_version_id=becomes_id,
        facts={"name": name, "moving_id": moving.id, **facts},
    )
    record_events(session, Stream.WORKFLOW, moving.workflow_id, [happening], actor=actor, now=now)


def plan_of(moving: Moving) -> MovePlan:
    """The choices that a move was begun with."""
    return MovePlan({int(old): int(new) for old, new in moving.targets.items()}, moving.keep_due)

"""Carrying moves on, ticket by ticket: what a worker does until nothing is left before them.

A row says what is left, so whoever is killed is followed by another who goes on. One ticket that fails stays
where it is, and the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tts.domain.moving import MovedStatus
from tts.services.moving.back import move_back
from tts.services.moving.move import move_ticket
from tts.services.moving.rows import Due, end_movings, lock_row, tickets_due
from tts.services.transaction import AnySession, is_away, use_case

BATCH = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CarryResult:
    """Tickets judged and moved, either way, in one pass, and those that failed."""

    done: int
    failed: int


def carry_movings(
    session: AnySession,
    *,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
) -> CarryResult:
    """One pass over everything left; `stop()` may end it after any ticket. A transaction each."""
    done = failed = 0
    while not stop():
        found = tickets_due_now(session, batch)
        if not found:
            break
        for due in found:
            if stop():
                break
            is_done = _try_ticket(session, due, clock)
            done, failed = done + (is_done is True), failed + (is_done is None)
    if not stop():
        close_movings(session, now=clock())
    return CarryResult(done, failed)


def tickets_due_now(session: AnySession, limit: int) -> list[Due]:
    """What is left, read and let go of."""
    own = session if isinstance(session, Session) else session()
    try:
        return tickets_due(own, limit)
    finally:
        own.rollback()


@use_case
def close_movings(session: Session, *, now: datetime) -> int:
    """End what has nothing left before it; how many moves."""
    return end_movings(session, now)


def _try_ticket(session: AnySession, due: Due, clock: Callable[[], datetime]) -> bool | None:
    """Whether this worker did it; None when it failed and stays where it is."""
    try:
        act = move_back if due.is_back else move_ticket
        return act(session, due, now=clock())
    except Exception as error:
        if isinstance(error, DBAPIError) and is_away(error):
            raise
        log.exception("Ticket %s could not be moved; it stays where it is.", due.ticket_id)
        keep_failed(session, due, error, now=clock())
        return None


@use_case
def keep_failed(session: Session, due: Due, error: Exception, *, now: datetime) -> None:
    """The row says that it failed, so that the move goes on without it."""
    found = lock_row(session, due)
    if found is None:
        return
    _, moved = found
    moved.status = (MovedStatus.KEPT if due.is_back else MovedStatus.STAYED).value
    moved.reason, moved.at = f"It could not be moved: {type(error).__name__}.", now

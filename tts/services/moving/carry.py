"""Carrying moves on, ticket by ticket, some of them a pass: the worker's other work comes in between.

A row says what is left, so whoever is killed is followed by another who goes on. One ticket that fails stays
where it is, and the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tts.domain.moving import MovedStatus
from tts.services.moving.back import move_back
from tts.services.moving.move import move_ticket
from tts.services.moving.rows import Due, end_movings, is_any_over, lock_row, tickets_due
from tts.services.transaction import AnySession, is_away, use_case

BATCH = 50
Answer = TypeVar("Answer")
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
    """The next `batch` tickets; `stop()` may end it after any of them. A transaction each.

    Moves that have nothing left end; while there are none, only two questions are asked.
    """
    done = failed = 0
    for due in _ask(session, partial(tickets_due, limit=batch)):
        if stop():
            break
        is_done = _try_ticket(session, due, clock)
        done, failed = done + (is_done is True), failed + (is_done is None)
    if not stop() and _ask(session, is_any_over):
        close_movings(session, now=clock())
    return CarryResult(done, failed)


def _ask(session: AnySession, question: Callable[[Session], Answer]) -> Answer:
    """Read something as it is now, and let go of it."""
    own = session if isinstance(session, Session) else session()
    own.rollback()
    try:
        return question(own)
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
        log.exception("Ticket %s could not be %s; it stays where it is.", due.ticket_id, _done_with(due))
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
    moved.reason, moved.at = f"It could not be {_done_with(due)}: {type(error).__name__}.", now


def _done_with(due: Due) -> str:
    return "brought back" if due.is_back else "moved"

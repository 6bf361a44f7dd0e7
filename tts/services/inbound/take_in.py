"""Taking a message in: once in effect, however often it comes, and never lost without a trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, scoped_session

from tts.domain.contract import TICKET
from tts.domain.errors import DomainError, NotFound
from tts.domain.source_ticket import read_source_number
from tts.domain.words import InboundStatus
from tts.models import InboundMessage
from tts.services.inbound.handlers import HANDLERS, awaited_by
from tts.services.inbound.letters import Fate, Letter, is_settled, keep_letter, letter_of
from tts.services.transaction import is_away

AnySession = Session | scoped_session[Any]
BATCH = 200
LONGEST_REASON = 400
log = logging.getLogger(__name__)


def take_in(session: AnySession, letter: Letter, *, now: datetime) -> InboundStatus:
    """Apply a message and keep what became of it.

    One that needs something else first waits for it; one that cannot be read, or that the rules refuse, is
    kept with the reason for admins. Only a database that does not answer raises: then nothing was kept, and
    the message must come again.
    """
    if is_settled(session, letter.key):
        # Whoever took it in may have been stopped before trying what waited for it.
        _try_what_waited(session, letter, now=now)
        return InboundStatus.APPLIED
    fate = apply_letter(session, letter, now=now)
    keep_letter(session, letter, fate, now=now)
    if fate.status is InboundStatus.WAITING:
        fate = _look_again(session, letter, fate, now=now)
    if fate.status is InboundStatus.APPLIED:
        _try_what_waited(session, letter, now=now)
    return fate.status


def _try_what_waited(session: AnySession, letter: Letter, *, now: datetime) -> None:
    """Try what waited for the ticket that a letter brought."""
    if letter.task == TICKET and letter.args and isinstance(letter.args[0], Mapping):
        retry_waiting(session, f"ticket:{read_source_number(letter.args[0])}", now=now)


def _look_again(session: AnySession, letter: Letter, fate: Fate, *, now: datetime) -> Fate:
    """What it waits for may have come while it was put down to wait: then nobody else would find it."""
    again = apply_letter(session, letter, now=now)
    if again.status is InboundStatus.WAITING:
        return fate
    keep_letter(session, letter, again, now=now)
    return again


def retry_waiting(session: AnySession, waits_for: str, *, now: datetime) -> int:
    """Try what waited for that thing, in the order it came; how many were applied."""
    rows = session.scalars(
        sa.select(InboundMessage)
        .where(InboundMessage.waits_for == waits_for, InboundMessage.status == InboundStatus.WAITING.value)
        .order_by(InboundMessage.id)
        .limit(BATCH)
    )
    letters = [letter_of(row) for row in rows]
    return sum(take_in(session, letter, now=now) is InboundStatus.APPLIED for letter in letters)


def apply_letter(session: AnySession, letter: Letter, *, now: datetime) -> Fate:
    """What becomes of it; the changes are made, the row is not written yet."""
    handler = HANDLERS.get(letter.task)
    if handler is None:
        return Fate(InboundStatus.REFUSED, f"There is no task {letter.task[:200]!r} here.")
    try:
        with _apart(session):
            note = handler(session, letter.args, now=now)
    except NotFound as missing:
        waits_for = awaited_by(letter.task, letter.args)
        status = InboundStatus.WAITING if waits_for else InboundStatus.REFUSED
        return Fate(status, missing.sentence, waits_for)
    except DomainError as refusal:
        return Fate(InboundStatus.REFUSED, refusal.sentence)
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and is_away(error):
            raise
        log.exception("A message of the task %s could not be applied; it is kept.", letter.task)
        return _not_applied(error)
    return Fate(InboundStatus.APPLIED, note)


def _not_applied(error: Exception) -> Fate:
    told = error.orig if isinstance(error, DBAPIError) else error
    said = str(told).strip().partition("\n")[0][:LONGEST_REASON]
    return Fate(InboundStatus.REFUSED, f"It could not be applied: {type(told).__name__}: {said}")


def _apart(session: AnySession) -> AbstractContextManager[object]:
    """Within another use case, what a refused message had changed is undone alone."""
    own = session() if isinstance(session, scoped_session) else session
    return own.begin_nested() if own.info.get("in_use_case") else nullcontext()


def refuse_letter(session: AnySession, letter: Letter, reason: str, excerpt: str, *, now: datetime) -> None:
    """Keep the beginning of what could not even be read as a message, and why.

    What was applied under the same id stays applied.
    """
    if not is_settled(session, letter.key):
        keep_letter(session, letter, Fate(InboundStatus.REFUSED, reason), now=now, excerpt=excerpt)

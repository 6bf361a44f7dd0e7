"""Keeping every answer for admins, those that changed nothing too, and what other doors turned away."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tts.domain.answers import Answer, AnswerOutcome
from tts.domain.errors import Invalid
from tts.domain.wording import read_line
from tts.models import ExternalAnswer
from tts.services.transaction import AnySession, use_case

MOST_AN_HOUR = 20
AN_HOUR = timedelta(hours=1)
LONGEST_SENTENCE = 1_000
LONGEST_DOOR = 200
log = logging.getLogger(__name__)


def keep_answer(
    session: Session,
    answer: Answer,
    ticket_id: int | None,
    outcome: AnswerOutcome,
    sentence: str,
    *,
    key: str,
    door: str,
    now: datetime,
) -> None:
    """Keep an answer that could be read, with what became of it."""
    _insert(
        session,
        system=answer.system,
        door=door,
        ticket_id=ticket_id,
        ticket_number=answer.ticket_number,
        body=dict(answer.body),
        fingerprint=answer.fingerprint,
        key=key or None,
        outcome=outcome.value,
        sentence=sentence,
        at=now,
    )


@use_case
def keep_unread(
    session: Session,
    system: str,
    body: Mapping[str, Any] | None,
    sentence: str,
    *,
    door: str,
    now: datetime,
    outcome: AnswerOutcome = AnswerOutcome.UNREADABLE,
) -> None:
    """Keep a call of a known system that could not be taken as an answer."""
    _insert(
        session,
        system=system,
        door=door,
        ticket_number=_number_of(body),
        body=None if body is None else dict(body),
        outcome=outcome.value,
        sentence=sentence[:LONGEST_SENTENCE],
        at=now,
    )


def keep_stranger(session: AnySession, sentence: str, *, door: str, now: datetime) -> None:
    """Keep that somebody without a valid credential called."""
    keep_turned_away(session, AnswerOutcome.STRANGER, sentence, door=door, now=now)


def keep_turned_away(
    session: AnySession, outcome: AnswerOutcome, sentence: str, *, door: str, now: datetime, system: str = ""
) -> None:
    """Keep what was turned away at a door and why, never what it sent; of a flood, the first of each hour.

    A flood is asked about without a lock, so that it waits for nobody's transaction and makes none wait. What
    a busy database does not take is told in the log: whoever was turned away is so all the same.
    """
    called = f"{outcome.value}, at {printable(door, LONGEST_DOOR)}"
    try:
        if _is_flood(session, outcome, now):
            log.warning("Another call was turned away, %s.", called)
        else:
            _keep_turned_away(session, outcome, sentence, door=door, now=now, system=system)
    except OperationalError as error:
        session.rollback()
        log.error("A call that was turned away, %s, could not be kept: %s", called, error.orig)


@use_case
def _keep_turned_away(
    session: Session, outcome: AnswerOutcome, sentence: str, *, door: str, now: datetime, system: str
) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(778011)"))
    if not _is_flood(session, outcome, now):
        _insert(
            session,
            system=system,
            door=printable(door, LONGEST_DOOR),
            outcome=outcome.value,
            sentence=printable(sentence, LONGEST_SENTENCE),
            at=now,
        )


def printable(text: str, longest: int) -> str:
    """The beginning of what somebody sent, without what cannot be printed."""
    return "".join(letter for letter in text[:longest] if letter.isprintable())


def _is_flood(session: AnySession, outcome: AnswerOutcome, now: datetime) -> bool:
    known = session.scalar(
        sa.select(sa.func.count()).where(
            ExternalAnswer.outcome == outcome.value, ExternalAnswer.at > now - AN_HOUR
        )
    )
    return (known or 0) >= MOST_AN_HOUR


def _insert(session: Session, **values: object) -> None:
    session.execute(sa.insert(ExternalAnswer).values(**values))


def _number_of(body: Mapping[str, Any] | None) -> str | None:
    """The ticket a body names, where it names one that can be kept."""
    number = None if body is None else body.get("ticket_number")
    try:
        return read_line(number, "ticket number") or None if isinstance(number, str) else None
    except Invalid:
        return None

"""Keeping every answer for admins, those that changed nothing too."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.answers import Answer, AnswerOutcome
from tts.domain.errors import Invalid
from tts.domain.wording import read_line
from tts.models import ExternalAnswer
from tts.services.transaction import use_case

MOST_STRANGERS = 20
AN_HOUR = timedelta(hours=1)
LONGEST_SENTENCE = 1_000
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


@use_case
def keep_stranger(session: Session, sentence: str, *, door: str, now: datetime) -> None:
    """Keep that somebody without a valid credential called; of a flood, the first of each hour."""
    known = session.scalar(
        sa.select(sa.func.count()).where(
            ExternalAnswer.outcome == AnswerOutcome.STRANGER.value, ExternalAnswer.at > now - AN_HOUR
        )
    )
    if (known or 0) >= MOST_STRANGERS:
        log.warning("Another call without a valid credential at %s.", door)
        return
    _insert(session, system="", door=door, outcome=AnswerOutcome.STRANGER.value, sentence=sentence, at=now)


def _insert(session: Session, **values: object) -> None:
    session.execute(sa.insert(ExternalAnswer).values(**values))


def _number_of(body: Mapping[str, Any] | None) -> str | None:
    """The ticket a body names, where it names one that can be kept."""
    number = None if body is None else body.get("ticket_number")
    try:
        return read_line(number, "ticket number") or None if isinstance(number, str) else None
    except Invalid:
        return None

"""A message as it came in, and the row that says what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, scoped_session

from tts.domain.inbound_about import say_about
from tts.domain.wording import storable
from tts.domain.words import InboundStatus
from tts.models import InboundMessage
from tts.services.transaction import use_case

AnySession = Session | scoped_session[Any]
LONGEST_EXCERPT = 4_000


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: its id at the sender, the queue it came by, the task's name and positional arguments."""

    key: str
    queue: str
    task: str
    args: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a letter; `waits_for` names what it needs first, as "ticket:TX..."."""

    status: InboundStatus
    reason: str | None = None
    waits_for: str | None = None


@use_case
def keep_letter(
    session: Session, letter: Letter, fate: Fate, *, now: datetime, excerpt: str | None = None
) -> None:
    """Write what became of it; the same id again only counts one attempt more."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    written = dialect.insert(InboundMessage).values(
        key=letter.key,
        queue=letter.queue,
        task=letter.task,
        about=storable(say_about(letter.task, letter.args)),
        body=list(letter.args) if excerpt is None else None,
        excerpt=storable(excerpt[:LONGEST_EXCERPT]) if excerpt is not None else None,
        received_at=now,
        **fate_values(fate, now),
    )
    again = {**fate_values(fate, now), "attempts": InboundMessage.attempts + 1}
    session.execute(written.on_conflict_do_update(index_elements=["key"], set_=again))


def fate_values(fate: Fate, now: datetime) -> dict[str, object]:
    """A fate as columns."""
    return {
        "status": fate.status.value,
        "reason": storable(fate.reason) if fate.reason else None,
        "waits_for": fate.waits_for,
        "settled_at": None if fate.status is InboundStatus.WAITING else now,
    }


def letter_of(row: InboundMessage) -> Letter:
    """The message that a row keeps."""
    return Letter(row.key, row.queue, row.task, row.body or [])


def is_settled(session: AnySession, key: str) -> bool:
    """Whether that message was applied, or dropped by an admin: then it is not looked at again."""
    status = session.scalar(sa.select(InboundMessage.status).where(InboundMessage.key == key))
    return status in (InboundStatus.APPLIED, InboundStatus.DISCARDED)

"""Which chain of the record a page looks at, and when chains were last tied together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.events import Stream
from tts.models import Anchor, Event, Ticket

AnySession = Session | scoped_session[Any]


def chain_of_ticket(session: AnySession, number: str) -> int | None:
    """The id of the ticket of that number, however its letters are written; None when there is none."""
    return session.scalar(sa.select(Ticket.id).where(Ticket.number == number.strip().upper()))


@dataclass(frozen=True, slots=True)
class LastLink:
    """The newest event of a chain: its number, and who wrote it when; number 0 before the first."""

    seq: int
    actor_name: str = ""
    at: datetime | None = None


def last_link(session: AnySession, stream: Stream, stream_id: int) -> LastLink:
    """How far a chain goes now."""
    row = session.execute(
        sa.select(Event.seq, Event.actor_name, Event.at)
        .where(Event.stream == stream.value, Event.stream_id == stream_id)
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    return LastLink(*row) if row else LastLink(0)


def last_anchor(session: AnySession) -> Anchor | None:
    """The newest anchor, if one was ever written."""
    return session.scalar(sa.select(Anchor).order_by(Anchor.id.desc()).limit(1))

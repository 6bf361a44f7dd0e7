"""Which chain of the record a page looks at, and when chains were last tied together."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.models import Anchor, Ticket

AnySession = Session | scoped_session[Any]


def chain_of_ticket(session: AnySession, number: str) -> int | None:
    """The id of the ticket of that number, however its letters are written; None when there is none."""
    return session.scalar(sa.select(Ticket.id).where(Ticket.number == number.strip().upper()))


def last_anchor(session: AnySession) -> Anchor | None:
    """The newest anchor, if one was ever written."""
    return session.scalar(sa.select(Anchor).order_by(Anchor.id.desc()).limit(1))

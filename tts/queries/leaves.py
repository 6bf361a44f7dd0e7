"""Who came back: leaves that are over and whose end nobody noticed yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from tts.models import Leave
from tts.queries.visibility import AnySession


def unnoticed_returns(
    session: AnySession, *, now: datetime, limit: int, without: Sequence[int] = ()
) -> list[int]:
    """The ids of leaves that ended and were not noticed, the oldest first, leaving out some."""
    found = (
        sa.select(Leave.id)
        .where(Leave.returned_at.is_(None), Leave.ends_at <= now, Leave.id.not_in(list(without)))
        .order_by(Leave.ends_at, Leave.id)
        .limit(limit)
    )
    return list(session.scalars(found))

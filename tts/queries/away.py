"""Who is away, and until when: leaves that overlap or follow each other are one absence."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tts.models import Leave, User

_running, _ending, _next = aliased(Leave), aliased(Leave), aliased(Leave)


def is_away(now: datetime) -> sa.Exists:
    """Whether the User of the query is on leave."""
    return _is_running(User.id, now)


def away_until(now: datetime) -> sa.ScalarSelect[datetime]:
    """When the User of the query is back: the first end of a leave that no other takes over; or NULL."""
    person = _ending.user_id
    taken_over = sa.exists().where(
        _next.user_id == person, _next.starts_at <= _ending.ends_at, _next.ends_at > _ending.ends_at
    )
    return (
        sa.select(sa.func.min(_ending.ends_at))
        .where(person == User.id, _ending.ends_at > now, _is_running(person, now), ~taken_over)
        .correlate(User)
        .scalar_subquery()
    )


def _is_running(person: InstrumentedAttribute[int], now: datetime) -> sa.Exists:
    return sa.exists().where(_running.user_id == person, _running.starts_at <= now, _running.ends_at > now)

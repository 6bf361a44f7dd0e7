"""How many requests a token may make in a minute, counted for all processes without a write for each.

A process takes a share of the minute from the token's row at once, and counts by itself until it is used up;
the same write notes when the token was used last.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.models import AccessToken, TokenPace
from tts.services.transaction import use_case


@use_case
def take_share(session: Session, token_id: int, share: int, most: int, *, now: datetime) -> int:
    """Take up to `share` of the `most` requests of this minute; how many were left to take, 0 for none."""
    minute = minute_of(now)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(TokenPace).values(token_id=token_id, minute=minute, taken=0)
    session.execute(fresh.on_conflict_do_nothing())
    row = session.execute(
        sa.select(TokenPace.minute, TokenPace.taken).where(TokenPace.token_id == token_id).with_for_update()
    ).one()
    taken = row.taken if row.minute >= minute else 0
    given = max(0, min(share, most - taken))
    session.execute(
        sa.update(TokenPace)
        .where(TokenPace.token_id == token_id)
        .values(minute=max(row.minute, minute), taken=taken + given)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(AccessToken)
        .where(AccessToken.id == token_id)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )
    return given


def minute_of(now: datetime) -> datetime:
    """When the present minute began."""
    return now.replace(second=0, microsecond=0)

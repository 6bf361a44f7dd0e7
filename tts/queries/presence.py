"""Who draws a workflow just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor, Permission
from tts.models import DesignerPresence, User

SILENT_AFTER = timedelta(seconds=45)
"""A designer that said nothing for so long is closed, or its tab is in the background."""
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Drawing:
    """Somebody who has the designer open, since when; of several tabs the first counts."""

    user_id: int
    name: str
    since: datetime
    is_you: bool


def people_drawing(
    session: Session | scoped_session[Any], actor: Actor, workflow_id: int, *, now: datetime, tab: str = ""
) -> tuple[Drawing, ...]:
    """Who draws that workflow now, the asking tab aside; whoever came first stands first.

    Those who may not design are told of nobody.
    """
    if not actor.may(Permission.DESIGN):
        return ()
    here = DesignerPresence
    is_other = sa.or_(here.user_id != actor.user_id, here.tab != tab)
    since = sa.func.min(here.since).label("since")
    rows = session.execute(
        sa.select(User.id, User.name, since)
        .join(here, here.user_id == User.id)
        .where(here.workflow_id == workflow_id, here.seen_at > now - SILENT_AFTER, is_other)
        .group_by(User.id, User.name)
        .order_by(since, User.id)
        .limit(MOST_SHOWN)
    )
    return tuple(Drawing(row.id, row.name, row.since, row.id == actor.user_id) for row in rows)

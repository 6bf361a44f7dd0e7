"""Coming back from leave: what waits in the person's roles finds them, without anybody's doing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.permissions import Actor
from tts.models import Leave
from tts.services.people.rows import active_role_ids
from tts.services.people.work import offer_work
from tts.services.transaction import AnySession, changed_rows, use_case


def welcome_back(session: AnySession, leave_id: int, *, actor: Actor, now: datetime) -> bool:
    """Give out what waits in the roles of who is back, then note it; whether this call noted it.

    The note comes last: a worker killed in between leaves a leave that is found again, and what was given out
    does not wait any more. A leave that is not over, or was noticed, changes nothing.
    """
    user_id = session.scalar(sa.select(Leave.user_id).where(Leave.id == leave_id, *_is_over(now)))
    if user_id is None:
        return False
    offer_work(session, active_role_ids(session, user_id), actor=actor, now=now)
    return _note_return(session, leave_id, now=now)


@use_case
def _note_return(session: Session, leave_id: int, *, now: datetime) -> bool:
    noted = session.execute(
        sa.update(Leave)
        .where(Leave.id == leave_id, *_is_over(now))
        .values(returned_at=now)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(noted) == 1


def _is_over(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Leave.returned_at.is_(None), Leave.ends_at <= now

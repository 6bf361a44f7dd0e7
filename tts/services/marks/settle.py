"""Firing what is due before and after a promise becomes another one (section 4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.permissions import SYSTEM
from tts.domain.watch import is_due, marks_due
from tts.services.marks.fire import fire_marks
from tts.services.story import Act
from tts.services.tasks.standing import Standing, open_standing


def settle_marks(
    session: Session,
    ticket_id: int,
    standing: Standing | None,
    now: datetime,
    *,
    breached_at: datetime | None = None,
) -> Standing | None:
    """Fire what is due, as a sweep at this moment would; where the ticket stands then.

    Before the change by the old promise; after it by the new one, whose breach is of the change itself. So is
    what a pause left, reached before it: once the promise is another nobody could tell it any more.
    """
    if standing is None or not (is_due(standing.watch, now) or marks_due(standing.watch, now)):
        return standing
    fire_marks(session, standing, Act(SYSTEM, now), breached_at=breached_at)
    return open_standing(session, ticket_id)

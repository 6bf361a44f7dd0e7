"""How a system that no message names stands: the broker, whatever goes through it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tts.services.outbox.breaker import note_answer, note_silence
from tts.services.transaction import use_case

NO_PAUSE = timedelta()


@use_case
def note_standing(session: Session, name: str, why_not: str | None, *, now: datetime) -> None:
    """It answered, or did not for that reason; nothing is kept back from it for that."""
    if why_not is None:
        note_answer(session, name, now=now)
    else:
        note_silence(session, name, why_not, now=now, longest=NO_PAUSE)

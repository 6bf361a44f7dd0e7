"""How a system stands that no message names: the broker itself, and the OpenID provider."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tts.models import Destination
from tts.services.outbox.breaker import end_pauses, note_answer, note_delivery, note_silence
from tts.services.transaction import use_case

NO_PAUSE = timedelta()
KEPT_EVERY = timedelta(minutes=1)


@use_case
def note_standing(
    session: Session, name: str, why_not: str | None, *, now: datetime, behind: Collection[str] = ()
) -> None:
    """It answered, or did not for that reason; nothing is kept back from it for that.

    When it answers again, the destinations `behind` it, which only it reaches, are tried at once.
    """
    known = session.get(Destination, name)
    if why_not is None:
        if behind and known and known.failures:
            end_pauses(session, behind, now=now)
        note_answer(session, name, now=now)
    elif not (known and known.reason == why_not and _is_recent(known.failed_at, now)):
        note_silence(session, name, why_not, now=now, longest=NO_PAUSE)


@use_case
def note_passage(session: Session, name: str, *, now: datetime) -> None:
    """Something passed between it and us; the moment is kept to a minute."""
    known = session.get(Destination, name)
    if not (known and known.failures == 0 and _is_recent(known.delivered_at, now)):
        note_delivery(session, name, now=now)


def _is_recent(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < KEPT_EVERY

"""Keeping who asked a system whether it is there, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.permissions import Actor, Permission
from tts.domain.wording import storable
from tts.domain.words import OPENID
from tts.services.outbox import note_standing
from tts.services.record import record_people_events
from tts.services.transaction import use_case

LONGEST_REASON = 500


@use_case
def note_probe(session: Session, system: str, why_not: str | None, *, actor: Actor, now: datetime) -> None:
    """Record that a connection was tested: `why_not` is None for a system that answers.

    How the OpenID provider stands is kept by that, for it has no messages that would tell.
    Raises NotPermitted.
    """
    actor.require(Permission.ADMINISTER)
    reason = None if why_not is None else storable(why_not)[:LONGEST_REASON]
    facts = {"system": system, "answers": why_not is None}
    happening = Happening("connection.tested", reason=reason, facts=facts)
    record_people_events(session, [happening], actor=actor, now=now)
    if system == OPENID:
        note_standing(session, OPENID, reason, now=now)

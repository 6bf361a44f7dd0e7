"""Putting a role back into use, for people here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.permissions import Actor
from tts.services.people.parking import apply_parked
from tts.services.people.role_links import links_of
from tts.services.people.roles import reopen_role
from tts.services.people.rows import lock_people
from tts.services.people.sources import AUTH
from tts.services.people.work import offer_work
from tts.services.transaction import AnySession, use_case


def activate_role(session: AnySession, role_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a role back into use, with its members and those whom Auth gave it meanwhile.

    What waits for it is given out. Raises NotFound, NotPermitted.
    """
    _activate_role(session, role_id, actor=actor, now=now)
    offer_work(session, [role_id], actor=actor, now=now)


@use_case
def _activate_role(session: Session, role_id: int, *, actor: Actor, now: datetime) -> None:
    lock_people(session)
    reopen_role(session, role_id, actor=actor, now=now)
    for link in links_of(session, role_id, source=AUTH):
        apply_parked(session, link, source=AUTH, now=now)

"""Requesters nobody has heard of yet: contacts without a log-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.permissions import SYSTEM
from tts.domain.words import fold
from tts.models import User
from tts.services.people.rows import find_user_id, lock_people
from tts.services.people.values import clean_email, clean_name
from tts.services.record import record_people_events
from tts.services.transaction import use_case


@use_case
def contact_for(session: Session, email: str, name: str = "", *, now: datetime) -> int:
    """The id of the person with this address; an unknown one becomes a contact.

    Without a name the address stands for it. Raises Invalid for what is no address.
    """
    address = clean_email(email)
    known = find_user_id(session, address)
    if known is not None:
        return known
    lock_people(session)
    known = find_user_id(session, address)
    if known is not None:
        return known
    shown = clean_name(name or address.partition("@")[0])
    user = User(email=address, email_key=fold(address), name=shown, created_at=now)
    session.add(user)
    session.flush()
    facts = {"user_id": user.id, "name": shown, "email": address, "roles": [], "contact": True}
    happening = Happening("user.created", became=shown, facts=facts)
    record_people_events(session, [happening], actor=SYSTEM, now=now)
    return user.id

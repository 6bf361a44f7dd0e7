"""Requesters nobody has heard of yet: contacts without a log-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.errors import Invalid
from tts.domain.events import Happening
from tts.domain.permissions import SYSTEM
from tts.domain.words import fold
from tts.models import User
from tts.services.people.rows import find_user_id, lock_people
from tts.services.people.values import clean_email, clean_name
from tts.services.record import record_people_events
from tts.services.transaction import use_case

KEY_LENGTH = 60


@use_case
def contact_for(session: Session, email: str, name: str = "", *, now: datetime) -> int:
    """The id of the person with this address; an unknown one becomes a contact.

    Without a name the address stands for it. Raises Invalid for what is no address.
    """
    address = clean_email(email)
    return _find_or_make(session, address, name or address.partition("@")[0], now)


@use_case
def contact_of_source(session: Session, source: str, key: str, name: str = "", *, now: datetime) -> int:
    """The id of the person a source knows by `key` alone; their address is one that no mail ever reaches.

    RFC 2606 keeps the domain `invalid` for that. Raises Invalid for a key that is none.
    """
    letters = "".join(letter for letter in key if letter.isascii() and (letter.isalnum() or letter in "-_."))
    if not letters.strip(".") or len(letters) > KEY_LENGTH:
        sentence = "The requester's number cannot be read."
        raise Invalid(sentence, {"employee_id": sentence})
    address = f"{letters.strip('.').lower()}@{source}.invalid"
    return _find_or_make(session, address, name or f"{source.upper()} employee {letters}", now)


def _find_or_make(session: Session, address: str, name: str, now: datetime) -> int:
    known = find_user_id(session, address)
    if known is not None:
        return known
    lock_people(session)
    known = find_user_id(session, address)
    if known is not None:
        return known
    shown = clean_name(name)
    user = User(email=address, email_key=fold(address), name=shown, created_at=now)
    session.add(user)
    session.flush()
    facts = {"user_id": user.id, "name": shown, "email": address, "roles": [], "contact": True}
    happening = Happening("user.created", became=shown, facts=facts)
    record_people_events(session, [happening], actor=SYSTEM, now=now)
    return user.id

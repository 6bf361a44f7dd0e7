"""People whom another system tells us of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.words import fold
from tts.models import User
from tts.services.people.accounts import flush_address
from tts.services.people.person_links import find_person
from tts.services.people.rows import fetch_user
from tts.services.people.sources import Source
from tts.services.people.values import clean_email, clean_name
from tts.services.record import record_people_events


def person_of(
    session: Session, external_id: str | None, email: str, name: str, *, source: Source, now: datetime
) -> User:
    """The person with this id at the source or with this address, made if there is none.

    A contact becomes one of the source's people. Who is known by the id keeps the address they have here: the
    new one may be somebody else's. The people chain is locked. Raises Invalid for what is no address.
    """
    address = clean_email(email)
    user_id = find_person(session, external_id, address, source=source)
    if user_id is None:
        return make_person(session, address, name, source=source, now=now)
    user = fetch_user(session, user_id)
    if user.is_contact:
        user.source = source.key
        session.flush()
    return user


def make_person(session: Session, email: str, name: str, *, source: Source, now: datetime) -> User:
    """A person without a password, whom the source looks after. Raises EmailTaken, Invalid."""
    shown = clean_name(name or email.partition("@")[0])
    user = User(email=email, email_key=fold(email), name=shown, source=source.key, created_at=now)
    session.add(user)
    flush_address(session, email)
    facts = {"user_id": user.id, "name": shown, "email": email, "contact": False, "source": source.name}
    happening = Happening("user.created", became=shown, facts=facts)
    record_people_events(session, [happening], actor=source.actor, now=now)
    return user

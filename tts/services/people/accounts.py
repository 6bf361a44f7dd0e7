"""What a person is called, where mail reaches them, and in which zone they read times."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.words import fold
from tts.domain.working_time.zones import known_zones
from tts.services.people.guards import require_standing
from tts.services.people.rows import fetch_user, lock_people
from tts.services.people.values import clean_email, clean_name, shorten
from tts.services.record import record_people_events
from tts.services.transaction import use_case


class EmailTaken(Refused):
    """Somebody has this address already."""

    title = "This address is taken"


@use_case
def rename_user(
    session: Session, user_id: int, name: str, *, email: str | None = None, actor: Actor, now: datetime
) -> None:
    """Change what a person is called and, given one, their address. People may change their own name.

    Raises EmailTaken, Invalid, NotFound, NotPermitted.
    """
    lock_people(session)
    user = fetch_user(session, user_id)
    new_name = clean_name(name)
    new_email = user.email if email is None else clean_email(email)
    if actor.user_id != user_id or new_email != user.email:
        require_standing(session, actor, user_id)
    if (new_name, new_email) == (user.name, user.email):
        return
    facts = {"user_id": user.id, "email_was": user.email, "email": new_email}
    happening = Happening("user.renamed", was=user.name, became=new_name, facts=facts)
    user.name, user.email, user.email_key = new_name, new_email, fold(new_email)
    flush_address(session, new_email)
    record_people_events(session, [happening], actor=actor, now=now)


@use_case
def set_time_zone(session: Session, user_id: int, time_zone: str, *, actor: Actor, now: datetime) -> None:
    """Choose the IANA zone of a person's times, "" for the company's; one's own, or by a people manager."""
    lock_people(session)
    user = fetch_user(session, user_id)
    if actor.user_id != user_id:
        require_standing(session, actor, user_id)
    chosen = check_time_zone(time_zone) if time_zone else None
    if chosen == user.time_zone:
        return
    happening = Happening(
        "user.time_zone_set", was=user.time_zone, became=chosen, facts={"user_id": user.id, "name": user.name}
    )
    user.time_zone = chosen
    record_people_events(session, [happening], actor=actor, now=now)


def check_time_zone(name: str) -> str:
    """The name of an IANA zone; raises Invalid for any other word."""
    if name not in known_zones():
        sentence = f"{shorten(name) or 'Nothing'} is no time zone: choose one such as Europe/Rome or UTC."
        raise Invalid(sentence, {"time_zone": sentence})
    return name


def flush_address(session: Session, email: str) -> None:
    """Write the row; the unique address catches who came in between."""
    try:
        session.flush()
    except IntegrityError as error:
        raise address_taken(email) from error


def address_taken(email: str) -> EmailTaken:
    """The refusal for an address that has an owner."""
    return EmailTaken(f"{email} belongs to somebody already: look them up, or use another address.")

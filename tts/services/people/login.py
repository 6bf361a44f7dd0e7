"""Proving who one is: slow for everybody alike, and slower after failures."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import TooMany
from tts.domain.words import fold
from tts.models import LoginAttempt, User
from tts.services.people import passwords
from tts.services.people.values import EMAIL_LENGTH
from tts.services.transaction import AnySession, use_case

WINDOW = timedelta(minutes=15)
TRIES_BY_EMAIL = 5
TRIES_BY_ADDRESS = 50


def verify_password(
    session: AnySession, email: str, password: str, address: str, now: datetime
) -> int | None:
    """The id of the active person with this e-mail address and password, else None.

    `address` is the network address asked from. A try is counted before the password is looked at, so that
    simultaneous ones count too; a success forgets the failures of its e-mail address. Unknown people take
    as long as known ones. Raises TooMany after 5 failures for an e-mail address or 50 from a network
    address within 15 minutes.
    """
    key = fold(email)[:EMAIL_LENGTH]
    count_try(session, key, network_of(address), now=now)
    person = session.execute(
        sa.select(User.id, User.password_hash).where(
            User.email_key == key, User.is_active, User.password_hash.is_not(None)
        )
    ).first()
    session.rollback()
    known = person.password_hash if person else passwords.unknown_hash()
    is_right = passwords.matches(known, password[: passwords.LONGEST + 1])
    if person is None or not is_right:
        return None
    _welcome(session, person.id, key, password, known)
    return int(person.id)


@use_case
def count_try(session: Session, email_key: str, network: str, *, now: datetime) -> None:
    """Note a try, or raise TooMany when there were too many; old tries are forgotten."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(778002)"))
    since = now - WINDOW
    counts = session.execute(
        sa.select(
            sa.func.count().filter(LoginAttempt.email_key == email_key).label("by_email"),
            sa.func.count().filter(LoginAttempt.address == network).label("by_address"),
            sa.func.min(LoginAttempt.at).label("first_at"),
        ).where(
            LoginAttempt.at > since,
            (LoginAttempt.email_key == email_key) | (LoginAttempt.address == network),
        )
    ).one()
    if counts.by_email >= TRIES_BY_EMAIL or counts.by_address >= TRIES_BY_ADDRESS:
        minutes = max(1, -(-(counts.first_at + WINDOW - now) // timedelta(minutes=1)))
        raise TooMany(
            "There were too many failed tries to log in. "
            f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again.",
            retry_after=minutes * 60,
        )
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at <= since))
    session.add(LoginAttempt(email_key=email_key, address=network, at=now))


@use_case
def _welcome(session: Session, user_id: int, email_key: str, password: str, known: str) -> None:
    """Forget the failures, and keep the password by today's costs if it was hashed by older ones."""
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.email_key == email_key))
    if passwords.is_outdated(known):
        session.execute(
            sa.update(User)
            .where(User.id == user_id, User.password_hash == known)
            .values(password_hash=passwords.hash_password(password))
        )


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that one IPv6 customer commonly has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)

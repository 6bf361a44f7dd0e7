"""A new password by a link that is mailed: the same for everybody who asks, good once and for an hour."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound, TooMany
from tts.domain.events import Happening
from tts.domain.permissions import SYSTEM, Actor
from tts.domain.words import fold
from tts.models import LoginAttempt, PasswordReset, ResetAttempt, User
from tts.services.outbox import write_messages
from tts.services.people import passwords
from tts.services.people.reset_mail import reset_mail
from tts.services.people.rows import end_access, fetch_user, lock_people
from tts.services.people.tokens import hash_token
from tts.services.people.values import EMAIL_LENGTH
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, changed_rows, use_case

LASTS = timedelta(hours=1)
WINDOW = timedelta(hours=1)
ASKED_BY_EMAIL = 3
ASKED_BY_ADDRESS = 20


@use_case
def count_reset(session: Session, email: str, network: str, *, now: datetime) -> None:
    """Note that somebody asked, for whatever address; raises TooMany after 3 for it or 20 from a network."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(778003)"))
    key, since = _key(email), now - WINDOW
    counts = session.execute(
        sa.select(
            sa.func.count().filter(ResetAttempt.email_key == key).label("by_email"),
            sa.func.count().filter(ResetAttempt.address == network).label("by_address"),
        ).where(ResetAttempt.at > since, (ResetAttempt.email_key == key) | (ResetAttempt.address == network))
    ).one()
    if counts.by_email >= ASKED_BY_EMAIL or counts.by_address >= ASKED_BY_ADDRESS:
        raise TooMany(
            "This was asked for too often. Look for the mail, also among unwanted ones, or wait an hour.",
            retry_after=int(WINDOW.total_seconds()),
        )
    session.execute(sa.delete(ResetAttempt).where(ResetAttempt.at <= since))
    session.add(ResetAttempt(email_key=key, address=network, at=now))


@use_case
def mail_reset(session: Session, email: str, public_url: str, *, now: datetime) -> None:
    """Mail a link to the active person with a password whose address this is; to nobody else.

    Links sent before are void. The caller has answered already: how long this takes tells nobody anything.
    """
    lock_people(session)
    user = session.scalar(
        sa.select(User).where(User.email_key == _key(email), User.is_active, User.password_hash.is_not(None))
    )
    if user is None:
        return
    session.execute(_void(user.id, now))
    token = secrets.token_urlsafe(32)
    row = PasswordReset(user_id=user.id, token_hash=hash_token(token), created_at=now, expires_at=now + LASTS)
    session.add(row)
    session.flush()
    letter = reset_mail(user.email, user.name, f"{public_url}/reset/{token}")
    write_messages(session, [letter], ticket_id=None, now=now)
    happening = Happening("user.reset_asked", facts={"user_id": user.id, "name": user.name})
    record_people_events(session, [happening], actor=SYSTEM, now=now)


def find_reset(session: AnySession, token: str, *, now: datetime) -> str:
    """Whose new password this link is for, by name; raises NotFound for a link that is not good."""
    name = session.scalar(
        sa.select(User.name).join(PasswordReset, PasswordReset.user_id == User.id).where(_good(token, now))
    )
    if name is None:
        raise _not_good()
    return name


def reset_password(session: AnySession, token: str, password: str, *, now: datetime) -> None:
    """Set the new password; sessions, tokens and other links end. Hashing comes before the transaction.

    Raises Invalid for a weak password, which leaves the link good, and NotFound for a link that is not.
    """
    person = session.execute(
        sa.select(User.email, User.name)
        .join(PasswordReset, PasswordReset.user_id == User.id)
        .where(_good(token, now))
    ).first()
    if person is None:
        raise _not_good()
    passwords.check_password(password, email=person.email, name=person.name)
    _reset_password(session, token, passwords.hash_password(password), now=now)


@use_case
def _reset_password(session: Session, token: str, password_hash: str, *, now: datetime) -> None:
    lock_people(session)
    found = sa.select(PasswordReset.user_id).join(User, User.id == PasswordReset.user_id)
    user_id = session.scalar(found.where(_good(token, now)))
    if user_id is None or not changed_rows(session.execute(_void(user_id, now))):
        raise _not_good()
    user = fetch_user(session, user_id)
    user.password_hash = password_hash
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.email_key == user.email_key))
    session.flush()
    end_access(session, [user_id], now)
    facts = {"user_id": user.id, "name": user.name, "by_mail": True}
    actor = Actor(user.id, user.name)
    record_people_events(session, [Happening("user.password_set", facts=facts)], actor=actor, now=now)


def _good(token: str, now: datetime) -> sa.ColumnElement[bool]:
    """A link that was not used, is no older than an hour, and is of somebody who may still have it."""
    return sa.and_(
        PasswordReset.token_hash == hash_token(token),
        PasswordReset.used_at.is_(None),
        PasswordReset.expires_at > now,
        User.is_active,
        User.password_hash.is_not(None),
    )


def _void(user_id: int, now: datetime) -> sa.Update:
    return (
        sa.update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def _key(email: str) -> str:
    return fold(email.replace("\0", ""))[:EMAIL_LENGTH]


def _not_good() -> NotFound:
    return NotFound("This link was used, is older than an hour, or a newer one was sent. Ask for another.")

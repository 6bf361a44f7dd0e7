"""Bearer tokens for the API: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.models import AccessToken, User
from tts.services.people.guards import require_standing
from tts.services.people.rows import fetch_user, lock_people
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case

PREFIX = "tts_"


class NoTokens(Refused):
    """Contacts and deactivated people cannot act, by token either."""

    title = "No token for this person"


@use_case
def create_token(session: Session, user_id: int, *, actor: Actor, now: datetime) -> str:
    """Make a token that acts as this person and return it: the only time it can be read.

    One's own, or another's for who manages people. Raises NotFound, NotPermitted, NoTokens.
    """
    lock_people(session)
    user = fetch_user(session, user_id)
    if actor.user_id != user_id:
        require_standing(session, actor, user_id)
    if not user.is_active or user.is_contact:
        raise NoTokens(f"{user.name} cannot log in, so no token can act for them: activate the person first.")
    token = PREFIX + secrets.token_urlsafe(32)
    row = AccessToken(user_id=user_id, token_hash=hash_token(token), created_at=now)
    session.add(row)
    session.flush()
    facts = {"user_id": user.id, "name": user.name, "token_id": row.id}
    record_people_events(session, [Happening("token.created", facts=facts)], actor=actor, now=now)
    return token


@use_case
def revoke_token(session: Session, token_id: int, *, actor: Actor, now: datetime) -> None:
    """Make a token void for good. Raises NotFound, NotPermitted; doing it again changes nothing."""
    lock_people(session)
    row = session.get(AccessToken, token_id)
    if row is None:
        raise NotFound("There is no such token. Reload the page.")
    user = fetch_user(session, row.user_id)
    if actor.user_id != user.id:
        require_standing(session, actor, user.id)
    if row.revoked_at is not None:
        return
    row.revoked_at = now
    facts = {"user_id": user.id, "name": user.name, "token_id": row.id}
    record_people_events(session, [Happening("token.revoked", facts=facts)], actor=actor, now=now)


def user_of_token(session: AnySession, token: str) -> int | None:
    """The id of the active person a token acts for, or None; one statement, nothing is written."""
    return session.scalar(
        sa.select(User.id)
        .join(AccessToken, AccessToken.user_id == User.id)
        .where(
            AccessToken.token_hash == hash_token(token),
            AccessToken.revoked_at.is_(None),
            User.is_active,
            ~User.is_contact,
        )
    )


def hash_token(token: str) -> str:
    """What is kept of a token: its SHA-256 (hex). Tokens are long and random, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

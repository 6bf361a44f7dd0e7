"""Bearer tokens for the API: shown once, kept as a hash, for so long and for so much."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotFound, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.scopes import EVERY_SCOPE, Scope, read_scopes
from tts.models import AccessToken, User
from tts.services.people.guards import require_standing
from tts.services.people.rows import fetch_user, lock_people
from tts.services.people.values import clean_name
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case

PREFIX = "tts_"
LONGEST_LIFE = timedelta(days=5 * 366)
MOST_TOKENS = 100


class NoTokens(Refused):
    """Contacts and deactivated people cannot act, by token either."""

    title = "No token for this person"


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token is for: a name to know it by, what it may be used for, and until when."""

    name: str = "API token"
    scopes: frozenset[Scope] = EVERY_SCOPE
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token and its number; `token` can be read this once."""

    id: int
    token: str


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """Whom a token acts for, and by what of what they may do."""

    token_id: int
    user_id: int
    scopes: frozenset[Scope]


@use_case
def create_token(
    session: Session, user_id: int, new: NewToken | None = None, *, actor: Actor, now: datetime
) -> MadeToken:
    """Make a token that acts as this person.

    One's own, or another's for who manages people. Raises NotFound, NotPermitted, NoTokens, Invalid.
    """
    new = new or NewToken()
    name = clean_name(new.name)
    _check_life(new, now)
    lock_people(session)
    user = fetch_user(session, user_id)
    if actor.user_id != user_id:
        require_standing(session, actor, user_id)
    _require_able(session, user, now)
    token = PREFIX + secrets.token_urlsafe(32)
    row = AccessToken(
        user_id=user_id,
        name=name,
        scopes=sorted(new.scopes),
        token_hash=hash_token(token),
        created_at=now,
        created_by_id=actor.user_id,
        expires_at=new.expires_at,
    )
    session.add(row)
    session.flush()
    expires = new.expires_at.isoformat() if new.expires_at else None
    facts = {**_facts(user, row), "scopes": sorted(new.scopes), "expires_at": expires}
    record_people_events(session, [Happening("token.created", facts=facts)], actor=actor, now=now)
    return MadeToken(row.id, token)


def _check_life(new: NewToken, now: datetime) -> None:
    if not new.scopes:
        raise _wrong("scopes", "A token without a scope can do nothing: choose at least one.")
    if new.expires_at is None:
        return
    if new.expires_at <= now:
        raise _wrong("expires_at", "The token would have ended already: choose a moment to come.")
    if new.expires_at - now > LONGEST_LIFE:
        raise _wrong("expires_at", "The token would live for more than five years: choose an earlier end.")


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})


def _require_able(session: Session, user: User, now: datetime) -> None:
    if not user.is_active or user.is_contact:
        raise NoTokens(f"{user.name} cannot log in, so no token can act for them: activate the person first.")
    living = sa.select(sa.func.count()).select_from(AccessToken).where(*_lives(now))
    if (session.scalar(living.where(AccessToken.user_id == user.id)) or 0) >= MOST_TOKENS:
        raise Refused(f"{user.name} has {MOST_TOKENS} tokens already: revoke what nothing uses.")


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
    happening = Happening("token.revoked", facts=_facts(user, row))
    record_people_events(session, [happening], actor=actor, now=now)


def bearer_of(session: AnySession, token: str, now: datetime) -> TokenBearer | None:
    """The active person a token acts for, and its scopes, or None; one statement, nothing is written."""
    row = session.execute(
        sa.select(AccessToken.id, User.id.label("user_id"), AccessToken.scopes)
        .join(User, AccessToken.user_id == User.id)
        .where(
            AccessToken.token_hash == hash_token(token),
            *_lives(now),
            User.is_active,
            ~User.is_contact,
        )
    ).one_or_none()
    return None if row is None else TokenBearer(row.id, row.user_id, read_scopes(row.scopes))


def hash_token(token: str) -> str:
    """What is kept of a token: its SHA-256 (hex). Tokens are long and random, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _lives(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Neither revoked nor over."""
    is_over = AccessToken.expires_at <= now
    return AccessToken.revoked_at.is_(None), AccessToken.expires_at.is_(None) | ~is_over


def _facts(user: User, row: AccessToken) -> dict[str, object]:
    return {"user_id": user.id, "name": user.name, "token_id": row.id, "token_name": row.name}

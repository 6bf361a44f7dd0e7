"""Small look-ups for the pages of people: whom somebody meant, who is next in turn, whose leave it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound
from tts.models import AccessToken, Leave, Membership, User

AnySession = Session | scoped_session[Any]


def last_turns(session: AnySession, role_id: int) -> dict[int, datetime | None]:
    """When each member of a role was last given work in turn."""
    rows = session.execute(
        sa.select(Membership.user_id, Membership.last_turn_at).where(Membership.role_id == role_id)
    )
    return {row.user_id: row.last_turn_at for row in rows}


def owner_of_leave(session: AnySession, leave_id: int) -> int:
    """Whose leave it is; raises NotFound."""
    user_id = session.scalar(sa.select(Leave.user_id).where(Leave.id == leave_id))
    if user_id is None:
        raise NotFound("There is no such leave any more. Reload the page it stood on.")
    return user_id


def owner_of_token(session: AnySession, token_id: int) -> int | None:
    """Whose token it is, or None."""
    owner: int | None = session.scalar(sa.select(AccessToken.user_id).where(AccessToken.id == token_id))
    return owner


def has_password(session: AnySession, user_id: int) -> bool:
    """Whether the person logs in with a password of ours; others come from a provider alone."""
    found = sa.select(User.id).where(User.id == user_id, User.password_hash.is_not(None))
    return session.scalar(found) is not None


def find_person(session: AnySession, typed: str) -> int | None:
    """The id of the active person whose address was typed, or whose name only they have."""
    wanted = typed.strip().casefold()
    by_address = session.scalar(sa.select(User.id).where(User.email_key == wanted, User.is_active))
    if by_address is not None:
        return by_address
    named = session.scalars(
        sa.select(User.id).where(sa.func.lower(User.name) == wanted, User.is_active).limit(2)
    ).all()
    return named[0] if len(named) == 1 else None


def known_addresses(session: AnySession, *, limit: int = 300) -> list[tuple[str, str]]:
    """Addresses and names to pick from as one types."""
    rows = session.execute(
        sa.select(User.email, User.name)
        .where(User.is_active)
        .order_by(sa.func.lower(User.name), User.id)
        .limit(limit)
    )
    return [(row.email, row.name) for row in rows]

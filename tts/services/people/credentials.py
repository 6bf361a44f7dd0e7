"""Giving a person a new password."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotFound
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.models import User
from tts.services.people import passwords
from tts.services.people.guards import require_standing
from tts.services.people.rows import fetch_user, lock_people, revoke_tokens
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case


def set_password(
    session: AnySession,
    user_id: int,
    password: str,
    *,
    current: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a person a new password; all their sessions and tokens end. One's own takes the `current` one.

    Hashing happens before the transaction begins. Raises Invalid for a weak password or a wrong `current`
    one, NotFound, NotPermitted for a person with permissions that the actor lacks.
    """
    found = sa.select(User.email, User.name, User.password_hash).where(User.id == user_id)
    person = session.execute(found).first()
    if person is None:
        raise NotFound("There is no such person. Reload the list of people.")
    if actor.user_id == user_id:
        known = person.password_hash or passwords.unknown_hash()
        if not passwords.matches(known, current or ""):
            sentence = "The present password is not right: type it again."
            raise Invalid(sentence, {"current": sentence})
    passwords.check_password(password, email=person.email, name=person.name)
    _keep_password(session, user_id, passwords.hash_password(password), actor=actor, now=now)


@use_case
def _keep_password(
    session: Session, user_id: int, password_hash: str, *, actor: Actor, now: datetime
) -> None:
    lock_people(session)
    user = fetch_user(session, user_id)
    if actor.user_id != user_id:
        require_standing(session, actor, user_id)
    user.password_hash = password_hash
    user.epoch = User.epoch + 1
    session.flush()
    facts = {"user_id": user.id, "name": user.name, "tokens_revoked": revoke_tokens(session, [user_id], now)}
    happening = Happening("user.password_set", facts=facts)
    record_people_events(session, [happening], actor=actor, now=now)

"""Making people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import Happening
from tts.domain.permissions import Actor, Permission
from tts.domain.words import fold
from tts.models import Membership, Role, User
from tts.services.people import passwords
from tts.services.people.accounts import address_taken, check_time_zone, flush_address
from tts.services.people.guards import permissions_of, require_grant
from tts.services.people.members import join_role, require_active
from tts.services.people.rows import fetch_roles, fetch_user, find_user_id, lock_people
from tts.services.people.values import NewUser, clean_email, clean_name
from tts.services.people.work import offer_work
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case

SERVICE = "service"


def create_user(session: AnySession, new: NewUser, *, actor: Actor, now: datetime) -> int:
    """Make a person with their roles and return their id; a contact of that address becomes the person.

    The password is hashed before the transaction begins, because that is slow on purpose. Raises EmailTaken,
    Invalid, NotFound for an unknown role, NotPermitted for roles above the actor's own permissions.
    """
    actor.require(Permission.PEOPLE)
    email, name = clean_email(new.email), clean_name(new.name)
    if new.time_zone:
        check_time_zone(new.time_zone)
    password_hash = None
    if new.password is not None:
        passwords.check_password(new.password, email=email, name=name)
        password_hash = passwords.hash_password(new.password)
    checked = replace(new, email=email, name=name, password=None)
    user_id, role_ids = _create_user(session, checked, password_hash, actor=actor, now=now)
    offer_work(session, role_ids, actor=actor, now=now)
    return user_id


@use_case
def _create_user(
    session: Session, new: NewUser, password_hash: str | None, *, actor: Actor, now: datetime
) -> tuple[int, list[int]]:
    lock_people(session)
    roles = fetch_roles(session, new.role_ids, new.role_names)
    for role in roles:
        require_active(role)
    require_grant(actor, {permission for role in roles for permission in permissions_of(role)})
    user = _fetch_contact(session, new.email, password_hash) or User(created_at=now)
    user.email, user.email_key, user.name = new.email, fold(new.email), new.name
    user.password_hash, user.time_zone, user.is_active = password_hash, new.time_zone or None, True
    user.source = SERVICE if new.is_service else user.source
    session.add(user)
    flush_address(session, new.email)
    facts = {"user_id": user.id, "name": user.name, "email": user.email, "contact": user.is_contact}
    happenings = [Happening("user.created", became=user.name, facts=facts)]
    happenings += [join_role(session, user, role, now) for role in roles if not _has(session, user, role)]
    record_people_events(session, happenings, actor=actor, now=now)
    return user.id, [role.id for role in roles]


def _fetch_contact(session: Session, email: str, password_hash: str | None) -> User | None:
    """The contact of this address who now becomes a person; raises EmailTaken for any other owner."""
    user_id = find_user_id(session, email)
    if user_id is None:
        return None
    user = fetch_user(session, user_id)
    if not user.is_contact or password_hash is None:
        raise address_taken(email)
    return user


def _has(session: Session, user: User, role: Role) -> bool:
    found = sa.select(Membership.id).where(Membership.user_id == user.id, Membership.role_id == role.id)
    return session.scalar(found) is not None

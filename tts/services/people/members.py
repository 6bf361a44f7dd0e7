"""Joining and leaving a role."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.models import Membership, Role, User
from tts.services.people.guards import (
    permissions_of,
    require_another_admin,
    require_grant,
    require_standing,
)
from tts.services.people.rows import end_access, end_sessions, fetch_role, fetch_user, lock_people
from tts.services.people.work import offer_work, take_work_back
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case


class RoleInactive(Refused):
    """The role takes nobody in."""

    title = "The role is inactive"


def add_member(session: AnySession, role_id: int, user_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a person into a role; their sessions end, and waiting items of the role are given out.

    A person who has the role already keeps it and nothing happens. Raises NotFound, NotPermitted for a role
    above the actor's own permissions, RoleInactive.
    """
    if enter_role(session, role_id, user_id, actor=actor, now=now):
        offer_work(session, [role_id], actor=actor, now=now)


@use_case
def enter_role(
    session: Session,
    role_id: int,
    user_id: int,
    *,
    source: str | None = None,
    actor: Actor,
    now: datetime,
) -> bool:
    """As `add_member`, without giving work out; whether the person did not have the role before.

    `source` is the system that gives the role, None for somebody here.
    """
    lock_people(session)
    role, user = fetch_role(session, role_id), fetch_user(session, user_id)
    require_grant(actor, permissions_of(role))
    require_active(role)
    if session.scalar(_membership(role_id, user_id)) is not None:
        return False
    happening = join_role(session, user, role, now, source)
    end_sessions(session, [user_id])
    record_people_events(session, [happening], actor=actor, now=now)
    return True


@use_case
def remove_member(session: Session, role_id: int, user_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a role from a person: sessions and tokens end, open items for that role are assigned anew.

    Their history stays. A person who does not have the role loses nothing. Raises LastAdmin, NotFound,
    NotPermitted.
    """
    lock_people(session)
    role, user = fetch_role(session, role_id), fetch_user(session, user_id)
    require_standing(session, actor, user_id)
    require_grant(actor, permissions_of(role))
    membership = session.scalar(_membership(role_id, user_id))
    if membership is None:
        return
    if role.is_admin:
        require_another_admin(session, without_user_id=user_id, without_role_id=role_id)
    happening = Happening("member.removed", was=role.name, facts=_facts(user, role))
    session.delete(membership)
    session.flush()
    end_access(session, [user_id], now)
    record_people_events(session, [happening], actor=actor, now=now)
    take_work_back(session, user_id, [role_id], actor=actor, now=now)


def require_active(role: Role) -> None:
    """Raise RoleInactive for a role that takes nobody in."""
    if not role.is_active:
        raise RoleInactive(f"The role {role.name} is inactive: activate it first.")


def join_role(
    session: Session, user: User, role: Role, now: datetime, source: str | None = None
) -> Happening:
    """Add the membership row and return what to record; the caller has checked that this may be."""
    session.add(Membership(role_id=role.id, user_id=user.id, turn=0, joined_at=now, source=source))
    session.flush()
    return Happening("member.added", became=role.name, facts=_facts(user, role))


def _facts(user: User, role: Role) -> dict[str, object]:
    return {"user_id": user.id, "name": user.name, "role_id": role.id, "role": role.name}


def _membership(role_id: int, user_id: int) -> sa.Select[tuple[Membership]]:
    return sa.select(Membership).where(Membership.role_id == role_id, Membership.user_id == user_id)

"""The one way in which other systems give and take roles, whichever of them speaks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import Membership, Role
from tts.services.people.guards import LastAdmin
from tts.services.people.members import enter_role, remove_member
from tts.services.people.rows import fetch_role, lock_people
from tts.services.people.sources import Source, require_reach
from tts.services.people.work import offer_work
from tts.services.transaction import AnySession, use_case


def sync_person_roles(
    session: AnySession, user_id: int, role_ids: Collection[int], *, source: Source, now: datetime
) -> None:
    """Give a person exactly these roles as far as this source gives them; what others gave stays.

    Roles out of the source's reach and inactive ones are left out, and the last admin remains one. Who loses
    a role loses sessions and tokens, and their open items are assigned anew.
    """
    gained = _sync_person_roles(session, user_id, role_ids, source=source, now=now)
    offer_work(session, gained, actor=source.actor, now=now)


@use_case
def _sync_person_roles(
    session: Session, user_id: int, role_ids: Collection[int], *, source: Source, now: datetime
) -> list[int]:
    """The roles that the person did not have before."""
    lock_people(session)
    held = {row.role_id: row.source for row in session.scalars(_memberships(user_id))}
    wanted = {role.id for role in session.scalars(_active(role_ids)) if source.reaches(role)}
    for role_id in sorted(role_id for role_id, giver in held.items() if giver == source.key):
        if role_id not in wanted:
            take_unless_last(session, role_id, user_id, source, now)
    gained = sorted(wanted - set(held))
    for role_id in gained:
        enter_role(session, role_id, user_id, source=source.key, actor=source.actor, now=now)
    return gained


def give_role(session: AnySession, role_id: int, user_id: int, *, source: Source, now: datetime) -> None:
    """Give a person one role; one they have already stays as it is.

    Raises NotFound, NotPermitted for a role out of reach, RoleInactive.
    """
    if _give_role(session, role_id, user_id, source=source, now=now):
        offer_work(session, [role_id], actor=source.actor, now=now)


@use_case
def _give_role(session: Session, role_id: int, user_id: int, *, source: Source, now: datetime) -> bool:
    lock_people(session)
    require_reach(source, fetch_role(session, role_id))
    return enter_role(session, role_id, user_id, source=source.key, actor=source.actor, now=now)


@use_case
def take_role(session: Session, role_id: int, user_id: int, *, source: Source, now: datetime) -> None:
    """Take one role from a person, whoever gave it. Raises LastAdmin, NotFound, NotPermitted."""
    lock_people(session)
    require_reach(source, fetch_role(session, role_id))
    remove_member(session, role_id, user_id, actor=source.actor, now=now)


def take_unless_last(session: Session, role_id: int, user_id: int, source: Source, now: datetime) -> None:
    """Take a role from a person, unless nobody else is an admin; the people are locked."""
    try:
        remove_member(session, role_id, user_id, actor=source.actor, now=now)
    except LastAdmin:
        return


def _memberships(user_id: int) -> sa.Select[tuple[Membership]]:
    return sa.select(Membership).where(Membership.user_id == user_id)


def _active(role_ids: Collection[int]) -> sa.Select[tuple[Role]]:
    return sa.select(Role).where(Role.id.in_(list(role_ids)), Role.is_active)

"""What SCIM does to roles, its groups: made without permissions, renamed, filled, taken out of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.words import fold
from tts.models import Membership, Role, ScimResource
from tts.services.people.members import enter_role, remove_member
from tts.services.people.role_links import OWN_SYSTEM
from tts.services.people.role_news import close_role, reshape_role
from tts.services.people.roles import RoleNameTaken, create_role
from tts.services.people.rows import fetch_role, lock_people
from tts.services.people.scim_people import require_people
from tts.services.people.sources import Source, require_reach
from tts.services.people.values import NewRole, clean_name
from tts.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class ScimRole:
    """What SCIM wants a role to be."""

    name: str
    member_ids: frozenset[int]
    external_id: str | None


@use_case
def create_scim_role(
    session: Session, wanted: ScimRole, *, source: Source, now: datetime
) -> tuple[int, list[int]]:
    """Make a role that may do nothing yet; its id, and the roles with more people at work than before.

    One that SCIM deleted comes back with what admins here let it do, and its people are at work again.
    Raises Invalid, NotFound for a member, NotPermitted, RoleNameTaken.
    """
    lock_people(session)
    gone_id = role_id = _find_gone(session, wanted.name)
    if role_id is None:
        role_id = create_role(session, NewRole(wanted.name), actor=source.actor, now=now)
    else:
        require_reach(source, fetch_role(session, role_id))
        reshape_role(session, role_id, wanted.name, None, source=source, now=now)
    kept = _kept(session, role_id) or ScimResource(role_id=role_id, attributes={})
    kept.created_at, kept.gone_at = now, None
    session.add(kept)
    gained = _fill(session, role_id, kept, wanted, source, now)
    return role_id, gained if gone_id is None else [role_id]


@use_case
def change_scim_role(
    session: Session, role_id: int, wanted: ScimRole, *, source: Source, now: datetime
) -> list[int]:
    """Name the role and give it exactly these members; the roles with more people than before.

    Raises Invalid, NotFound, NotPermitted for a role out of reach, RoleNameTaken.
    """
    lock_people(session)
    reshape_role(session, role_id, wanted.name, None, source=source, now=now)
    kept = _kept(session, role_id)
    if kept is None:
        kept = ScimResource(role_id=role_id, attributes={}, created_at=now)
        session.add(kept)
    return _fill(session, role_id, kept, wanted, source, now)


@use_case
def remove_scim_role(session: Session, role_id: int, *, source: Source, now: datetime) -> None:
    """SCIM finds the role no more: out of use here, admins are told. Raises LastAdmin, NotPermitted."""
    lock_people(session)
    close_role(session, role_id, source=source, now=now)
    kept = _kept(session, role_id)
    if kept is None:
        kept = ScimResource(role_id=role_id, attributes={}, created_at=now)
        session.add(kept)
    kept.gone_at = kept.changed_at = now
    session.flush()


def _fill(
    session: Session, role_id: int, kept: ScimResource, wanted: ScimRole, source: Source, now: datetime
) -> list[int]:
    kept.external_id, kept.changed_at = wanted.external_id, now
    session.flush()
    held = set(session.scalars(sa.select(Membership.user_id).where(Membership.role_id == role_id)))
    coming, leaving = wanted.member_ids - held, held - wanted.member_ids
    if not (coming or leaving):
        return []
    require_reach(source, fetch_role(session, role_id))
    require_people(session, set(coming))
    for user_id in sorted(leaving):
        remove_member(session, role_id, user_id, actor=source.actor, now=now)
    for user_id in sorted(coming):
        enter_role(session, role_id, user_id, source=source.key, actor=source.actor, now=now)
    return [role_id] if coming else []


def _find_gone(session: Session, name: str) -> int | None:
    """The role of that name that SCIM deleted; raises RoleNameTaken for any other."""
    found = session.execute(
        sa.select(Role.id, ScimResource.gone_at)
        .outerjoin(ScimResource, ScimResource.role_id == Role.id)
        .where(Role.system == OWN_SYSTEM, Role.name_key == fold(clean_name(name)))
    ).first()
    if found is not None and found.gone_at is None:
        raise RoleNameTaken(f"There is a role {clean_name(name)} already: use that one.")
    return found.id if found else None


def _kept(session: Session, role_id: int) -> ScimResource | None:
    return session.scalar(sa.select(ScimResource).where(ScimResource.role_id == role_id))

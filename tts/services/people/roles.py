"""Making, changing, deactivating and deleting roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tts.domain.errors import Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor, Permission
from tts.domain.words import fold
from tts.models import Escalation, Membership, Role, Step, TaskItem
from tts.queries.people import FLAGS
from tts.queries.versions import count_versions_naming
from tts.services.people.guards import permissions_of, require_another_admin, require_grant
from tts.services.people.rows import end_access, end_sessions, fetch_role, lock_people
from tts.services.people.values import NewRole, clean_description, clean_name
from tts.services.people.work import offer_work, pass_coordination_on
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case


class RoleNameTaken(Refused):
    """Two roles would read the same."""

    title = "This name is taken"


class RoleInUse(Refused):
    """Steps, items or members hang on the role."""

    title = "The role is in use"


@use_case
def create_role(session: Session, new: NewRole, *, actor: Actor, now: datetime) -> int:
    """Make a role and return its id.

    Raises Invalid, NotPermitted for permissions one lacks oneself, RoleNameTaken.
    """
    require_grant(actor, new.permissions)
    lock_people(session)
    name = clean_name(new.name)
    role = Role(name=name, name_key=fold(name), description=clean_description(new.description))
    _set_permissions(role, new.permissions)
    session.add(role)
    _flush_name(session, name)
    facts = {"role_id": role.id, "permissions": _words(new.permissions)}
    record_people_events(session, [Happening("role.created", became=name, facts=facts)], actor=actor, now=now)
    return role.id


def change_role(
    session: AnySession,
    role_id: int,
    name: str,
    description: str,
    permissions: Collection[Permission],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a role's name, description and permissions; with other permissions its members'
    sessions end, with fewer their tokens too.

    Raises Invalid, LastAdmin, NotFound, NotPermitted for permissions one lacks oneself, RoleNameTaken.
    """
    wanted = NewRole(clean_name(name), clean_description(description), frozenset(permissions))
    if rewrite_role(session, role_id, wanted, actor=actor, now=now):
        offer_work(session, [role_id], actor=actor, now=now)


@use_case
def rewrite_role(session: Session, role_id: int, wanted: NewRole, *, actor: Actor, now: datetime) -> bool:
    """As `change_role`, without giving work out; whether its permissions changed."""
    lock_people(session)
    role = fetch_role(session, role_id)
    before, after = permissions_of(role), wanted.permissions
    require_grant(actor, before | after)
    if role.is_admin and Permission.ADMINISTER not in after:
        require_another_admin(session, without_role_id=role_id)
    facts: dict[str, object] = {"role_id": role.id}
    if before != after:
        facts |= {"permissions_were": _words(before), "permissions": _words(after)}
        if before - after:
            end_access(session, _member_ids(session, role_id), now)
        end_sessions(session, _member_ids(session, role_id))
    was = role.name
    if (wanted.name, wanted.description, before) == (was, role.description, after):
        return False
    role.name, role.name_key, role.description = wanted.name, fold(wanted.name), wanted.description
    _set_permissions(role, after)
    _flush_name(session, wanted.name)
    happening = Happening("role.changed", was=was, became=wanted.name, facts=facts)
    record_people_events(session, [happening], actor=actor, now=now)
    if Permission.COORDINATE in before - after:
        pass_coordination_on(session, _member_ids(session, role_id), actor=actor, now=now)
    return before != after


@use_case
def deactivate_role(session: Session, role_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a role out of use: it gives no permissions and no work any more, its history stays.

    Items open for it stay with their holders; what its members coordinated goes to others. Raises LastAdmin,
    NotFound, NotPermitted.
    """
    lock_people(session)
    role = fetch_role(session, role_id)
    require_grant(actor, permissions_of(role))
    if not role.is_active:
        return
    if role.is_admin:
        require_another_admin(session, without_role_id=role_id)
    role.is_active = False
    session.flush()
    end_access(session, _member_ids(session, role_id), now)
    happening = Happening("role.deactivated", facts={"role_id": role.id, "role": role.name})
    record_people_events(session, [happening], actor=actor, now=now)
    pass_coordination_on(session, _member_ids(session, role_id), actor=actor, now=now)


@use_case
def reopen_role(session: Session, role_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a role back into use, with its members. Raises NotFound, NotPermitted."""
    lock_people(session)
    role = fetch_role(session, role_id)
    require_grant(actor, permissions_of(role))
    if role.is_active:
        return
    role.is_active = True
    session.flush()
    end_sessions(session, _member_ids(session, role_id))
    happening = Happening("role.activated", facts={"role_id": role.id, "role": role.name})
    record_people_events(session, [happening], actor=actor, now=now)


@use_case
def delete_role(session: Session, role_id: int, *, actor: Actor, now: datetime) -> None:
    """Delete a role that nothing ever hung on. Raises NotFound, NotPermitted, RoleInUse with the count."""
    lock_people(session)
    role = fetch_role(session, role_id)
    require_grant(actor, permissions_of(role))
    _refuse_if_used(session, role)
    role_name = role.name
    happening = Happening("role.deleted", was=role.name, facts={"role_id": role.id, "role": role.name})
    session.delete(role)
    try:
        session.flush()
    except IntegrityError as error:  # a graph that names it was saved a moment ago
        raise RoleInUse(f"The role {role_name} was given to a step just now: look again.") from error
    record_people_events(session, [happening], actor=actor, now=now)


def _refuse_if_used(session: Session, role: Role) -> None:
    uses = {
        "steps": _count(session, Step, Step.role_id == role.id, Step.escalate_to_id == role.id),
        "pieces of work": _count(session, TaskItem, TaskItem.role_id == role.id)
        + _count(session, Escalation, Escalation.to_role_id == role.id, Escalation.from_role_id == role.id),
        "members": _count(session, Membership, Membership.role_id == role.id),
        "versions of workflows": count_versions_naming(session, role.id),
    }
    found = [f"{count:,} {what}" for what, count in uses.items() if count]
    if found:
        raise RoleInUse(
            f"The role {role.name} cannot be deleted, because {' and '.join(found)} hang on it. "
            "Deactivate it instead: then it gives no work and no permissions any more."
        )


def _count(session: Session, model: type, *conditions: sa.ColumnElement[bool]) -> int:
    found = sa.select(sa.func.count()).select_from(model).where(sa.or_(*conditions))
    return session.scalar(found) or 0


def _member_ids(session: Session, role_id: int) -> list[int]:
    return list(session.scalars(sa.select(Membership.user_id).where(Membership.role_id == role_id)))


def _set_permissions(role: Role, permissions: Collection[Permission]) -> None:
    for permission, column in FLAGS.items():
        setattr(role, column.key, permission in permissions)


def _words(permissions: Collection[Permission]) -> list[str]:
    return sorted(permission.value for permission in permissions)


def _flush_name(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise RoleNameTaken(f"There is a role {name} already: choose another name.") from error

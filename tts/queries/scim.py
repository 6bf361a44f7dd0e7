"""What SCIM may see: people who can come in or whom a system looks after, and the roles in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.words import fold
from tts.models import Membership, Role, ScimResource, User

AnySession = Session | scoped_session[Any]
Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A person, what SCIM said of them, and their roles as (id, name)."""

    user: User
    kept: ScimResource | None
    roles: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class SeenRole:
    """A role, what SCIM said of it, and the ids of its members."""

    role: Role
    kept: ScimResource | None
    member_ids: tuple[int, ...]


def person_is(attribute: str, value: str) -> sa.ColumnElement[bool] | None:
    """People whose attribute may equal `value`, a superset; None where that takes a look at everybody."""
    match attribute:
        case "username":
            return (ScimResource.user_name_key == fold(value)) | (User.email_key == fold(value))
        case "externalid":
            return ScimResource.external_id == value
    return None


def role_is(attribute: str, value: str) -> sa.ColumnElement[bool] | None:
    """The same for roles."""
    match attribute:
        case "displayname":
            return Role.name_key == fold(value)
        case "externalid":
            return ScimResource.external_id == value
    return None


def count_people(session: AnySession) -> int:
    """How many people SCIM sees."""
    return session.scalar(_people(sa.func.count())) or 0


def count_roles(session: AnySession) -> int:
    """How many roles SCIM sees."""
    return session.scalar(_roles(sa.func.count())) or 0


def see_people(
    session: AnySession,
    *conditions: sa.ColumnElement[bool],
    offset: int = 0,
    limit: int | None = None,
) -> list[SeenPerson]:
    """People by id with their roles, in two statements."""
    wanted = _people(User, ScimResource).where(*conditions).order_by(User.id)
    rows = session.execute(wanted.offset(offset).limit(limit)).all()
    roles = _pairs(
        session,
        sa.select(Membership.user_id, Role.id, Role.name)
        .join(Role, Role.id == Membership.role_id)
        .where(Role.is_active, Role.system == "tts"),
        Membership.user_id,
        [user.id for user, _ in rows],
    )
    return [SeenPerson(user, kept, tuple(roles.get(user.id, ()))) for user, kept in rows]


def see_roles(
    session: AnySession,
    *conditions: sa.ColumnElement[bool],
    offset: int = 0,
    limit: int | None = None,
) -> list[SeenRole]:
    """Roles by id with their members, in two statements."""
    wanted = _roles(Role, ScimResource).where(*conditions).order_by(Role.id)
    rows = session.execute(wanted.offset(offset).limit(limit)).all()
    members = _pairs(
        session,
        sa.select(Membership.role_id, User.id, User.name).join(User, User.id == Membership.user_id),
        Membership.role_id,
        [role.id for role, _ in rows],
    )
    return [
        SeenRole(role, kept, tuple(user_id for user_id, _ in members.get(role.id, ()))) for role, kept in rows
    ]


def _people(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(User)
        .outerjoin(ScimResource, ScimResource.user_id == User.id)
        .where(~User.is_contact, ScimResource.gone_at.is_(None))
    )


def _roles(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Role)
        .outerjoin(ScimResource, ScimResource.role_id == Role.id)
        .where(Role.system == "tts", Role.is_active, ScimResource.gone_at.is_(None))
    )


def _pairs(
    session: AnySession, statement: sa.Select[Any], owner: Any, ids: Sequence[int]
) -> dict[int, list[Pair]]:
    found: dict[int, list[Pair]] = {}
    rows = session.execute(statement.where(owner.in_(ids)).order_by(sa.column("name"), Membership.id))
    for owner_id, other_id, name in rows:
        found.setdefault(owner_id, []).append((other_id, name))
    return found

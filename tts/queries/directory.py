"""Roles and people, as others may look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor
from tts.models import Membership, Role, User

AnySession = Session | scoped_session[Any]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """An active role and how many active people have it."""

    id: int
    name: str
    description: str
    members: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An active person with the names of their roles."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]


def list_roles(session: AnySession, actor: Actor, *, limit: int, offset: int = 0) -> list[RoleRow]:
    """Active roles by id; people without any role see none."""
    members = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role_id == Role.id, User.is_active)
        .scalar_subquery()
    )
    statement = sa.select(Role.id, Role.name, Role.description, members).where(_visible_roles(actor))
    return [RoleRow(*row) for row in session.execute(statement.order_by(Role.id).limit(limit).offset(offset))]


def count_roles(session: AnySession, actor: Actor) -> int:
    """How many roles that list has."""
    return session.scalar(sa.select(sa.func.count()).select_from(Role).where(_visible_roles(actor))) or 0


def list_people(
    session: AnySession,
    actor: Actor,
    *,
    search: str = "",
    role_id: int | None = None,
    limit: int,
    offset: int = 0,
) -> list[PersonRow]:
    """Active people by name, in two statements; people without any role see themselves alone."""
    rows = session.execute(
        sa.select(User.id, User.name, User.email)
        .where(*_people(actor, search, role_id))
        .order_by(sa.func.lower(User.name), User.id)
        .limit(limit)
        .offset(offset)
    ).all()
    roles = _roles_of(session, [row.id for row in rows])
    return [PersonRow(row.id, row.name, row.email, tuple(roles.get(row.id, ()))) for row in rows]


def count_people(session: AnySession, actor: Actor, *, search: str = "", role_id: int | None = None) -> int:
    """How many people that list has."""
    counted = sa.select(sa.func.count()).select_from(User)
    return session.scalar(counted.where(*_people(actor, search, role_id))) or 0


def _visible_roles(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Role.is_active) if actor.role_ids else sa.false()


def _people(actor: Actor, search: str, role_id: int | None) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [sa.and_(User.is_active)]
    if not actor.role_ids:
        conditions.append(User.id == actor.user_id)
    if role_id is not None:
        conditions.append(User.memberships.any(Membership.role_id == role_id))
    for word in search.split()[:5]:
        conditions.append(
            sa.or_(User.name.icontains(word, autoescape=True), User.email.icontains(word, autoescape=True))
        )
    return conditions


def _roles_of(session: AnySession, user_ids: Sequence[int]) -> dict[int, list[str]]:
    roles: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(Membership.user_id, Role.name)
        .join(Role, Role.id == Membership.role_id)
        .where(Membership.user_id.in_(user_ids), Role.is_active)
        .order_by(Role.name)
    )
    for user_id, name in rows:
        roles.setdefault(user_id, []).append(name)
    return roles

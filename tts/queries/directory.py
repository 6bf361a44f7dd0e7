"""Roles and people, as others may look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor
from tts.models import Membership, Role, User
from tts.queries.paging import Order, Page, read_page

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


def list_roles(
    session: AnySession, actor: Actor, *, cursor: str | None = None, size: int, offset: int = 0
) -> Page[RoleRow]:
    """Active roles by id, counted; people without any role see none."""
    members = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role_id == Role.id, User.is_active)
        .scalar_subquery()
    )
    statement = sa.select(Role.id, Role.name, Role.description, members).where(_visible_roles(actor))
    by_id = Order((Role.__table__.c.id,))
    return read_page(
        session,
        statement,
        by_id,
        lambda row: RoleRow(*row[:4]),
        cursor=cursor,
        size=size,
        offset=offset,
        counted=True,
    )


def list_people(
    session: AnySession,
    actor: Actor,
    *,
    search: str = "",
    role_id: int | None = None,
    cursor: str | None = None,
    size: int,
    offset: int = 0,
) -> Page[PersonRow]:
    """Active people by name, counted, in three statements; people without any role see themselves alone."""
    statement = sa.select(User.id, User.name, User.email).where(*_people(actor, search, role_id))
    by_name = Order((sa.func.lower(User.__table__.c.name, type_=sa.Text()), User.__table__.c.id))
    page = read_page(
        session,
        statement,
        by_name,
        lambda row: PersonRow(row.id, row.name, row.email, ()),
        cursor=cursor,
        size=size,
        offset=offset,
        counted=True,
    )
    roles = _roles_of(session, [row.id for row in page.rows])
    return replace(page, rows=[replace(row, roles=tuple(roles.get(row.id, ()))) for row in page.rows])


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

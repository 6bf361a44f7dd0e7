"""The people page: who is there, who is away, what they hold and what of it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor, Permission
from tts.models import Membership, Role, TaskItem, User
from tts.queries.away import away_until, is_away
from tts.queries.paging import PAGE_SIZE, Order, Page, read_page

AnySession = Session | scoped_session[Any]
SHOWN = ("active", "away", "inactive", "contacts", "all")
COLUMNS = ("id", "name", "email", "is_active", "is_contact", "away_until", "open_items", "late_items")


@dataclass(frozen=True, slots=True)
class RoleName:
    """A role a person has; an inactive one gives them nothing."""

    id: int
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person as the people page lists them; `away_until` is None while they are there."""

    id: int
    name: str
    email: str
    is_active: bool
    is_contact: bool
    away_until: datetime | None
    open_items: int
    late_items: int
    roles: tuple[RoleName, ...] = ()


def roster_page(
    session: AnySession,
    actor: Actor,
    *,
    now: datetime,
    search: str = "",
    role_id: int | None = None,
    show: str = "active",
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    offset: int = 0,
) -> Page[RosterRow]:
    """People by name, in three statements; `show` is one of SHOWN, any other word means "active".

    Raises NotPermitted without the permission to manage people, Invalid for a cursor nobody wrote.
    """
    actor.require(Permission.PEOPLE)
    wanted = _people(now).where(*_conditions(search, role_id, show, now))
    by_name = Order((sa.func.lower(User.__table__.c.name, type_=sa.Text()), User.__table__.c.id))
    page = read_page(session, wanted, by_name, _row, cursor=cursor, size=limit, offset=offset, counted=True)
    roles = roles_of(session, [row.id for row in page.rows])
    return replace(page, rows=[replace(row, roles=roles.get(row.id, ())) for row in page.rows])


def roster_row(session: AnySession, user_id: int, *, now: datetime) -> RosterRow | None:
    """One person in two statements, or None; the caller has asked whether the actor may see them."""
    row = session.execute(_people(now).where(User.id == user_id)).first()
    if row is None:
        return None
    return replace(_row(row), roles=roles_of(session, [user_id]).get(user_id, ()))


def roles_of(session: AnySession, user_ids: Sequence[int]) -> dict[int, tuple[RoleName, ...]]:
    """The roles of several people by their ids, in one statement."""
    found = session.execute(
        sa.select(Membership.user_id, Role.id, Role.name, Role.is_active)
        .join(Role, Role.id == Membership.role_id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Role.id)
    )
    roles: dict[int, tuple[RoleName, ...]] = {}
    for row in found:
        roles[row.user_id] = (*roles.get(row.user_id, ()), RoleName(row.id, row.name, row.is_active))
    return roles


def _row(row: Any) -> RosterRow:
    return RosterRow(**{name: getattr(row, name) for name in COLUMNS})


def _people(now: datetime) -> sa.Select[Any]:
    """The columns of a RosterRow without its roles; away and items are counted for the rows shown alone."""
    held = sa.select(sa.func.count()).where(TaskItem.holder_id == User.id, TaskItem.closed_at.is_(None))
    return sa.select(
        User.id,
        User.name,
        User.email,
        User.is_active,
        User.is_contact.label("is_contact"),
        away_until(now).label("away_until"),
        held.correlate(User).scalar_subquery().label("open_items"),
        held.where(TaskItem.due_at < now).correlate(User).scalar_subquery().label("late_items"),
    )


def _conditions(search: str, role_id: int | None, show: str, now: datetime) -> list[sa.ColumnElement[bool]]:
    with_log_in = User.is_active & ~User.is_contact
    meant: dict[str, sa.ColumnElement[bool]] = {
        "away": with_log_in & is_away(now),
        "inactive": ~User.is_active,
        "contacts": User.is_active & User.is_contact,
        "all": sa.true(),
    }
    conditions = [meant.get(show, with_log_in)]
    if role_id is not None:
        conditions.append(sa.exists().where(Membership.user_id == User.id, Membership.role_id == role_id))
    for word in search.split()[:5]:
        conditions.append(
            User.name.icontains(word[:100], autoescape=True)
            | User.email.icontains(word[:100], autoescape=True)
        )
    return conditions

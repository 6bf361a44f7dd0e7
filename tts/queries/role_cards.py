"""The roles page, and the pages of one role and of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.models import AccessToken, Leave, Membership, Role, Step, TaskItem, User
from tts.queries.people import FLAGS
from tts.queries.roster import RosterRow, roster_row

AnySession = Session | scoped_session[Any]


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role with its permissions, and what hangs on it: people, open items, waiting ones, steps drawn."""

    id: int
    name: str
    description: str
    is_active: bool
    permissions: tuple[Permission, ...]
    members: int
    away: int
    open_items: int
    late_items: int
    waiting_items: int
    steps: int


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A time away that has not ended."""

    id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token that acts for a person; itself it is never shown again."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str | None
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person with their times away and their tokens, newest first."""

    person: RosterRow
    time_zone: str | None
    created_at: datetime
    leaves: tuple[LeaveRow, ...]
    tokens: tuple[TokenRow, ...]


def role_cards(session: AnySession, actor: Actor, *, now: datetime) -> list[RoleCard]:
    """Every role in the order it was made, in one statement. Raises NotPermitted."""
    actor.require(Permission.PEOPLE)
    return [_card(row) for row in session.execute(_roles(now).order_by(Role.id))]


def role_card(session: AnySession, actor: Actor, role_id: int, *, now: datetime) -> RoleCard:
    """One role. Raises NotFound, NotPermitted; its members are `roster_page(role_id=...)`."""
    actor.require(Permission.PEOPLE)
    row = session.execute(_roles(now).where(Role.id == role_id)).first()
    if row is None:
        raise NotFound("There is no such role. Reload the list of roles.")
    return _card(row)


def person_card(session: AnySession, actor: Actor, user_id: int, *, now: datetime) -> PersonCard:
    """One person: oneself, or anybody for who manages people; NotFound for all others."""
    person = roster_row(session, user_id, now=now)
    if person is None or not (actor.user_id == user_id or actor.may(Permission.PEOPLE)):
        raise NotFound("There is no such person. Reload the list of people.")
    about = session.execute(sa.select(User.time_zone, User.created_at).where(User.id == user_id)).one()
    leaves = session.execute(
        sa.select(Leave.id, Leave.starts_at, Leave.ends_at)
        .where(Leave.user_id == user_id, Leave.ends_at > now)
        .order_by(Leave.starts_at, Leave.id)
    )
    tokens = session.execute(
        sa.select(
            AccessToken.id,
            AccessToken.name,
            AccessToken.scopes,
            AccessToken.created_at,
            User.name.label("created_by"),
            AccessToken.expires_at,
            AccessToken.last_used_at,
            AccessToken.revoked_at,
        )
        .outerjoin(User, User.id == AccessToken.created_by_id)
        .where(AccessToken.user_id == user_id)
        .order_by(AccessToken.revoked_at.is_not(None), AccessToken.id.desc())
        .limit(100)
    )
    return PersonCard(
        person,
        about.time_zone,
        about.created_at,
        tuple(LeaveRow(*row) for row in leaves),
        tuple(_token(row) for row in tokens),
    )


def _token(row: Any) -> TokenRow:
    return TokenRow(
        row.id,
        row.name,
        tuple(row.scopes),
        row.created_at,
        row.created_by,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )


def _roles(now: datetime) -> sa.Select[tuple[object, ...]]:
    members = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role_id == Role.id, User.is_active)
    )
    is_away = sa.exists().where(
        Leave.user_id == Membership.user_id, Leave.starts_at <= now, Leave.ends_at > now
    )
    items = sa.select(sa.func.count()).where(TaskItem.role_id == Role.id, TaskItem.closed_at.is_(None))
    steps = sa.select(sa.func.count()).where((Step.role_id == Role.id) | (Step.escalate_to_id == Role.id))
    counts = {
        "members": members,
        "away": members.where(is_away),
        "open_items": items,
        "late_items": items.where(TaskItem.due_at < now),
        "waiting_items": items.where(TaskItem.holder_id.is_(None)),
        "steps": steps,
    }
    return sa.select(
        Role, *(count.correlate(Role).scalar_subquery().label(name) for name, count in counts.items())
    )


def _card(row: sa.Row[tuple[object, ...]]) -> RoleCard:
    role: Role = row.Role
    return RoleCard(
        role.id,
        role.name,
        role.description,
        role.is_active,
        tuple(permission for permission, column in FLAGS.items() if getattr(role, column.key)),
        row.members,
        row.away,
        row.open_items,
        row.late_items,
        row.waiting_items,
        row.steps,
    )

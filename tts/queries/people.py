"""Who somebody is and what they may do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor, Permission
from tts.models import Membership, Role, User

FLAGS = {
    Permission.ADMINISTER: Role.is_admin,
    Permission.DESIGN: Role.can_design,
    Permission.PEOPLE: Role.can_manage_people,
    Permission.COORDINATE: Role.can_coordinate,
    Permission.REVIEW: Role.can_review,
    Permission.REPORTS: Role.can_see_reports,
    Permission.AUDIT: Role.can_audit,
}


def actor_of(session: Session | scoped_session[Any], user_id: int) -> Actor | None:
    """The person as an Actor, in one statement; None when unknown or deactivated."""
    return actors_of(session, [user_id]).get(user_id)


def actors_of(session: Session | scoped_session[Any], user_ids: Collection[int]) -> dict[int, Actor]:
    """The active ones among these people as Actors, in one statement."""
    found: dict[int, list[Any]] = {}
    rows = session.execute(
        sa.select(User.id, User.name, User.email, Role.id.label("role_id"), *FLAGS.values())
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Role, sa.and_(Role.id == Membership.role_id, Role.is_active))
        .where(User.id.in_(list(user_ids)), User.is_active)
    )
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return {user_id: _actor(its_rows) for user_id, its_rows in found.items()}


def _actor(rows: Sequence[Any]) -> Actor:
    """A person from their rows, one for each role."""
    permissions = {
        permission for row in rows for permission, column in FLAGS.items() if getattr(row, column.key)
    }
    roles = frozenset(row.role_id for row in rows if row.role_id is not None)
    return Actor(rows[0].id, rows[0].name, roles, frozenset(permissions), rows[0].email)

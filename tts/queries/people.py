"""Who somebody is and what they may do."""

from __future__ import annotations

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
    rows = session.execute(
        sa.select(User.id, User.name, User.email, Role.id.label("role_id"), *FLAGS.values())
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Role, sa.and_(Role.id == Membership.role_id, Role.is_active))
        .where(User.id == user_id, User.is_active)
    ).all()
    if not rows:
        return None
    permissions = {
        permission for row in rows for permission, column in FLAGS.items() if getattr(row, column.key)
    }
    roles = frozenset(row.role_id for row in rows if row.role_id is not None)
    return Actor(rows[0].id, rows[0].name, roles, frozenset(permissions), rows[0].email)

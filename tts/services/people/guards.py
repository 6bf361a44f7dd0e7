"""Who may change whom: nobody rises above their own permissions, and one admin always remains."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotPermitted, Refused
from tts.domain.permissions import Actor, Permission
from tts.models import Membership, Role, User
from tts.queries.people import FLAGS


class LastAdmin(Refused):
    """The change would leave nobody who can administer."""

    title = "The last admin"


def permissions_of(role: Role) -> frozenset[Permission]:
    """The permissions that hang on a role."""
    return frozenset(permission for permission, column in FLAGS.items() if getattr(role, column.key))


def require_grant(actor: Actor, permissions: Iterable[Permission]) -> None:
    """Raise NotPermitted unless the actor manages people and has each of `permissions`, or is an admin."""
    actor.require(Permission.PEOPLE)
    lacking = sorted(permission.value for permission in permissions if not actor.may(permission))
    if lacking:
        raise NotPermitted(
            f"You cannot decide over the permission to {' or '.join(lacking)}, "
            "because you do not have it yourself. Ask an admin to do it."
        )


def require_standing(session: Session, actor: Actor, user_id: int) -> None:
    """Raise NotPermitted unless the actor may change this person: as `require_grant` for all they may do."""
    actor.require(Permission.PEOPLE)
    if actor.is_admin:
        return
    roles = session.scalars(
        sa.select(Role)
        .join(Membership, Membership.role_id == Role.id)
        .where(Membership.user_id == user_id, Role.is_active)
    )
    require_grant(actor, {permission for role in roles for permission in permissions_of(role)})


def require_another_admin(
    session: Session, *, without_user_id: int | None = None, without_role_id: int | None = None
) -> None:
    """Raise LastAdmin unless an active person who can log in stays admin without this person or role.

    Nothing is refused while there is no admin at all, as in a new database.
    """
    admins = (
        sa.select(sa.func.count(sa.distinct(User.id)))
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.id == Membership.role_id)
        .where(User.is_active, _can_log_in(), Role.is_active, Role.is_admin)
    )
    remaining = admins
    match without_user_id, without_role_id:
        case int(), int():
            remaining = admins.where((User.id != without_user_id) | (Role.id != without_role_id))
        case int(), None:
            remaining = admins.where(User.id != without_user_id)
        case None, int():
            remaining = admins.where(Role.id != without_role_id)
    if session.scalar(admins) and not session.scalar(remaining):
        raise LastAdmin("Nobody would be left to administer TTS. Make somebody else an admin first.")


def _can_log_in() -> sa.ColumnElement[bool]:
    return User.password_hash.is_not(None) | User.oidc_subject.is_not(None)

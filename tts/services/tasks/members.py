"""Members of a role who stay such until the commit: an item given meanwhile is not left with who leaves.

Membership and person are share-locked. Whoever takes a role away, or deactivates, changes these rows first
and looks for open items afterwards: either it waits for the item and finds it, or nobody is found here.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotPermitted
from tts.domain.permissions import Actor
from tts.models import Membership, Role, User
from tts.services.tasks.turn_statement import is_available
from tts.services.tasks.turns import Holder


def hold_member(
    session: Session, user_id: int, role_id: int, *, available_at: datetime | None = None
) -> Holder | None:
    """The person, if an active member of an active role (and not on leave then); None otherwise."""
    is_free = sa.true() if available_at is None else is_available(Membership.user_id, available_at)
    row = session.execute(
        sa.select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.id == Membership.role_id)
        .where(User.id == user_id, User.is_active, Role.id == role_id, Role.is_active, is_free)
        .with_for_update(read=True, of=[Membership, User])
    ).one_or_none()
    return None if row is None else Holder(row.id, row.name)


def is_member(session: Session, user_id: int, role_id: int) -> bool:
    """Whether the person has the role, available or not; one statement, nothing is locked."""
    found = sa.select(Membership.id).where(Membership.user_id == user_id, Membership.role_id == role_id)
    return session.scalar(found) is not None


def hold_roles(session: Session, actor: Actor) -> None:
    """NotPermitted unless the actor still has every role that they acted with; then they keep them."""
    held = session.scalars(
        sa.select(Membership.role_id)
        .join(User, User.id == Membership.user_id)
        .where(User.id == actor.user_id, User.is_active)
        .order_by(Membership.id)
        .with_for_update(read=True, of=[Membership, User])
    )
    if not actor.role_ids <= set(held):
        raise NotPermitted(
            "Your roles changed a moment ago. Load the page again and see what you may do now."
        )

"""Fetching the rows that the use cases about people change, each absence a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound
from tts.domain.words import fold
from tts.models import AccessToken, Membership, Role, User
from tts.services.people.values import shorten
from tts.services.record import lock_people_chain
from tts.services.transaction import AnySession, changed_rows


def lock_people(session: Session) -> None:
    """Let one change of people happen at a time, so that a rule over several rows (the last admin) holds."""
    lock_people_chain(session)


def fetch_user(session: Session, user_id: int) -> User:
    """The person's row; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such person. Reload the list of people.")
    return user


def fetch_role(session: Session, role_id: int) -> Role:
    """The role's row; raises NotFound."""
    role = session.get(Role, role_id)
    if role is None:
        raise NotFound("There is no such role. Reload the list of roles.")
    return role


def find_user_id(session: Session, email: str) -> int | None:
    """The id of the person with this address, however it is capitalised, or None."""
    return session.scalar(sa.select(User.id).where(User.email_key == fold(email)))


def fetch_roles(session: Session, role_ids: Sequence[int], role_names: Sequence[str]) -> list[Role]:
    """The roles meant by ids and names, each once, ordered by id; raises NotFound for a stranger."""
    keys = [fold(name) for name in role_names]
    found = session.scalars(
        sa.select(Role)
        .where(Role.id.in_(role_ids) | ((Role.system == "tts") & Role.name_key.in_(keys)))
        .order_by(Role.id)
    ).all()
    for role_id in role_ids:
        if all(role.id != role_id for role in found):
            raise NotFound("One of the roles does not exist any more. Reload the list of roles.")
    for name in role_names:
        if all(role.name_key != fold(name) for role in found):
            raise NotFound(f"There is no role {shorten(name)}. Make it first, or choose another.")
    return list(found)


def active_role_ids(session: AnySession, user_id: int) -> list[int]:
    """The ids of the active roles a person has, whether or not they are active themselves."""
    return list(
        session.scalars(
            sa.select(Role.id)
            .join(Membership, Membership.role_id == Role.id)
            .where(Membership.user_id == user_id, Role.is_active)
            .order_by(Role.id)
        )
    )


def end_sessions(session: Session, user_ids: Sequence[int]) -> None:
    """Make every session of these people end at its next request."""
    if user_ids:
        session.execute(sa.update(User).where(User.id.in_(user_ids)).values(epoch=User.epoch + 1))


def end_access(session: Session, user_ids: Sequence[int], now: datetime) -> None:
    """End every session of these people and void their tokens for good: they may do less from now on."""
    end_sessions(session, user_ids)
    revoke_tokens(session, user_ids, now)


def revoke_tokens(session: Session, user_ids: Sequence[int], now: datetime) -> int:
    """Make every token of these people void for good; how many there were."""
    if not user_ids:
        return 0
    return changed_rows(
        session.execute(
            sa.update(AccessToken)
            .where(AccessToken.user_id.in_(user_ids), AccessToken.revoked_at.is_(None))
            .values(revoked_at=now)
            .execution_options(synchronize_session=False)
        )
    )

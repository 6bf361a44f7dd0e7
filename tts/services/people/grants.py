"""Which role of another system gives whom one of ours: who is given it twice keeps it when one ends."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import Membership, RoleGrant, RoleLink


def note_grant(session: Session, link_id: int, user_id: int) -> None:
    """Remember it; once is enough. The people are locked."""
    if session.get(RoleGrant, (link_id, user_id)) is None:
        session.add(RoleGrant(role_link_id=link_id, user_id=user_id))
        session.flush()


def end_grant(session: Session, link_id: int, user_id: int) -> None:
    """It gives it no more."""
    ends = (RoleGrant.role_link_id == link_id) & (RoleGrant.user_id == user_id)
    session.execute(sa.delete(RoleGrant).where(ends))


def end_grants(session: Session, link_id: int) -> None:
    """It is deleted at its system and gives nobody anything, also if it comes again."""
    session.execute(sa.delete(RoleGrant).where(RoleGrant.role_link_id == link_id))


def is_given(session: Session, role_id: int, user_id: int) -> bool:
    """Whether a role that is still there at its system gives this person ours."""
    found = sa.select(RoleGrant.user_id).join(RoleLink).where(_lives(role_id), RoleGrant.user_id == user_id)
    return session.scalar(found.limit(1)) is not None


def given_by_this_alone(session: Session, link_id: int) -> Sequence[int]:
    """Who has our role by this one of theirs and by no other that is still there, nor by somebody here."""
    link = session.get_one(RoleLink, link_id)
    others = sa.select(RoleGrant.user_id).join(RoleLink).where(_lives(link.role_id), RoleLink.id != link_id)
    found = (
        sa.select(RoleGrant.user_id)
        .join(Membership, Membership.user_id == RoleGrant.user_id)
        .where(
            RoleGrant.role_link_id == link_id,
            Membership.role_id == link.role_id,
            Membership.source == link.source,
            RoleGrant.user_id.not_in(others),
        )
    )
    return session.scalars(found.order_by(RoleGrant.user_id)).all()


def given_by_none(session: Session, role_id: int, source: str) -> Sequence[int]:
    """Who has our role from that system alone, though no role of it that is still there gives it to them."""
    givers = sa.select(RoleGrant.user_id).join(RoleLink).where(_lives(role_id))
    found = sa.select(Membership.user_id).where(
        Membership.role_id == role_id,
        Membership.source == source,
        Membership.user_id.not_in(givers),
    )
    return session.scalars(found.order_by(Membership.user_id)).all()


def _lives(role_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(RoleLink.role_id == role_id, RoleLink.gone_at.is_(None))

"""Which of our roles another system means, by id or name; several of theirs may be one of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.words import fold
from tts.models import Role, RoleLink
from tts.services.people.sources import Source

OWN_SYSTEM = "tts"
COORDINATOR = ("hdts", "ticket coordinator")


def is_ours(system: str, role_name: str) -> bool:
    """Whether a role concerns this desk: those for it, and the help desk's Ticket Coordinator."""
    return fold(system) == OWN_SYSTEM or (fold(system), fold(role_name)) == COORDINATOR


def find_link(session: Session, system: str, external_id: str, *, source: Source) -> RoleLink | None:
    """What is known of the role with that id at the source, also when it is gone there."""
    return session.scalar(
        sa.select(RoleLink).where(
            RoleLink.source == source.key,
            RoleLink.system == fold(system),
            RoleLink.external_id == external_id,
        )
    )


def find_linked_role(
    session: Session, system: str, external_id: str, name: str, *, source: Source
) -> int | None:
    """The role with that id at the source, else ours of that name; None where there is neither."""
    if link := find_link(session, system, external_id, source=source):
        return link.role_id
    return session.scalar(sa.select(Role.id).where(Role.system == OWN_SYSTEM, Role.name_key == fold(name)))


def link_role(session: Session, system: str, external_id: str, role_id: int, *, source: Source) -> RoleLink:
    """Remember the id that a role has at the source, where it is now; once is enough."""
    link = find_link(session, system, external_id, source=source)
    if link is None:
        link = RoleLink(source=source.key, system=fold(system), external_id=external_id, role_id=role_id)
        session.add(link)
    link.gone_at = None
    session.flush()
    return link


def end_link(session: Session, system: str, external_id: str, *, source: Source, now: datetime) -> int | None:
    """The role is deleted at the source; the id of what was known of it."""
    link = find_link(session, system, external_id, source=source)
    if link is None:
        return None
    link.gone_at = link.gone_at or now
    session.flush()
    return link.id


def links_of(session: Session, role_id: int, *, source: Source) -> Sequence[RoleLink]:
    """The roles of the source that are still there and are this one."""
    lives = sa.select(RoleLink).where(
        RoleLink.source == source.key, RoleLink.role_id == role_id, RoleLink.gone_at.is_(None)
    )
    return session.scalars(lives.order_by(RoleLink.id)).all()

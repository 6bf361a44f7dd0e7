"""Which of our roles another system means, by its id there or by its name."""

from __future__ import annotations

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


def find_linked_role(
    session: Session, system: str, external_id: str, name: str, *, source: Source
) -> int | None:
    """The role with that id at the source, else ours of that name; None where there is neither."""
    linked = session.scalar(
        sa.select(RoleLink.role_id).where(
            RoleLink.source == source.key,
            RoleLink.system == fold(system),
            RoleLink.external_id == external_id,
        )
    )
    if linked is not None:
        return linked
    return session.scalar(sa.select(Role.id).where(Role.system == OWN_SYSTEM, Role.name_key == fold(name)))


def link_role(session: Session, system: str, external_id: str, role_id: int, *, source: Source) -> None:
    """Remember the id that a role has at the source; once is enough."""
    found = sa.select(RoleLink.id).where(
        RoleLink.source == source.key,
        RoleLink.system == fold(system),
        RoleLink.external_id == external_id,
    )
    if session.scalar(found) is None:
        session.add(
            RoleLink(source=source.key, system=fold(system), external_id=external_id, role_id=role_id)
        )
        session.flush()

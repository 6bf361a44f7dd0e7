"""Memberships that another system told before their role was there, and what each waits for. For admins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.permissions import Actor, Permission
from tts.models import ParkedMembership, Role, RoleLink
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page

KEPT = ("id", "source", "system", "external_role_id", "role_name", "email", "name", "parked_at", "reason")


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A membership that waits; `reason` is why it could not be given when its role came."""

    id: int
    source: str
    system: str
    external_role_id: str
    role_name: str
    email: str
    name: str
    parked_at: datetime
    reason: str | None
    is_gone: bool
    is_inactive: bool

    @property
    def waits_for(self) -> str:
        """What must happen first, in a sentence."""
        teller = self.source.capitalize()
        if self.reason:
            return f"{self.reason} Give them the role here, or have {teller} send it again."
        if self.is_gone:
            return f"The role was deleted at {teller}: it waits until {teller} sends it anew."
        if self.is_inactive:
            return "The role is deactivated here: it is given when somebody activates it."
        return f"The role has not come: it is given when {teller} sends the role."


def parked_page(
    session: AnySession,
    actor: Actor,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[ParkedRow]:
    """What waits, longest first, a page in one statement; raises NotPermitted, Invalid for a bad cursor."""
    actor.require(Permission.ADMINISTER)
    is_its_link = sa.and_(
        RoleLink.source == ParkedMembership.source,
        RoleLink.system == ParkedMembership.system,
        RoleLink.external_id == ParkedMembership.external_role_id,
    )
    statement = (
        sa.select(
            *(getattr(ParkedMembership, name) for name in KEPT),
            RoleLink.gone_at.is_not(None).label("is_gone"),
            sa.func.coalesce(sa.not_(Role.is_active), sa.false()).label("is_inactive"),
        )
        .outerjoin(RoleLink, is_its_link)
        .outerjoin(Role, Role.id == RoleLink.role_id)
    )
    order = Order((sa.inspect(ParkedMembership).columns["id"],))
    return read_page(
        session, statement, order, _row, cursor=cursor, size=size, offset=offset, counted=counted
    )


def count_parked(session: AnySession) -> int:
    """How many wait."""
    return session.scalar(sa.select(sa.func.count()).select_from(ParkedMembership)) or 0


def _row(row: Any) -> ParkedRow:
    return ParkedRow(*(getattr(row, name) for name in ParkedRow.__slots__))

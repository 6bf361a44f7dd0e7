"""Systems outside that say who has which role, and how far their word reaches."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotPermitted
from tts.domain.permissions import Actor, Permission
from tts.domain.words import fold
from tts.models import Membership, Role, User
from tts.queries import outside_ids
from tts.services.people.guards import permissions_of

GUARDED = frozenset({Permission.ADMINISTER, Permission.PEOPLE})
"""Who has one of these can give themselves everything, so such roles are given by admins alone."""


@dataclass(frozen=True, slots=True)
class Source:
    """A system that looks after people and roles: `key` is kept in rows, `name` stands in the record.

    `trusted` are the names of guarded roles that it may give and take, as `setting` has them; None trusts it
    with all of them.
    """

    key: str
    name: str
    trusted: frozenset[str] | None = frozenset()
    setting: str = "a setting"

    @property
    def actor(self) -> Actor:
        """Who acts when this system says something."""
        return Actor(None, self.name, permissions=frozenset(Permission))

    def reaches(self, role: Role) -> bool:
        """Whether it may give, take and change this role."""
        if self.trusted is None or not permissions_of(role) & GUARDED:
            return True
        return role.name_key in {fold(name) for name in self.trusted}


AUTH = Source(outside_ids.AUTH, "Auth", trusted=None)
"""The system that the contracts call Auth: it speaks for the whole company."""


def require_reach(source: Source, role: Role) -> None:
    """Raise NotPermitted for a role that only admins here give and take."""
    if not source.reaches(role):
        raise NotPermitted(
            f"{source.name} may not touch the role {role.name}, because whoever has it can give themselves "
            "any permission. An admin here gives and takes it, or "
            f"{source.setting} names it for {source.name}."
        )


def require_reach_of_person(session: Session, source: Source, user: User) -> None:
    """Raise NotPermitted for a person with a role out of reach: with a new address one could become them."""
    roles = session.scalars(
        sa.select(Role)
        .join(Membership, Membership.role_id == Role.id)
        .where(Membership.user_id == user.id, Role.is_active)
        .order_by(Role.id)
    )
    for role in roles:
        if not source.reaches(role):
            raise NotPermitted(
                f"{source.name} may not rename {user.name}, give them another address or let them in again, "
                f"because they have the role {role.name}. An admin here does that."
            )

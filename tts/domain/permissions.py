"""What a person may do. Permissions hang on roles; an admin role has all of them (rules.md section 9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tts.domain.errors import NotPermitted


class Permission(StrEnum):
    """One word a door, as the people page names them."""

    DESIGN = "design workflows"
    PEOPLE = "manage people"
    COORDINATE = "coordinate"
    REVIEW = "review escalations"
    REPORTS = "see reports"
    AUDIT = "see the audit log"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a plain value, so that a service never touches a row that another transaction expired."""

    user_id: int | None
    name: str
    role_ids: frozenset[int] = frozenset()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    email: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether one of the person's roles has every permission."""
        return Permission.ADMINISTER in self.permissions

    def may(self, permission: Permission) -> bool:
        """Whether the person has `permission`, by any role or as an admin."""
        return self.is_admin or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted with a sentence unless the person has `permission`."""
        if not self.may(permission):
            raise NotPermitted(
                f"This takes the permission to {permission.value}. Ask an admin for a role that has it."
            )


SYSTEM = Actor(user_id=None, name="System", permissions=frozenset(Permission))

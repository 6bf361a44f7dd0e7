"""People and roles in the shapes of the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.shapes import Moment, moment_json, moment_of
from tts.domain.permissions import Permission
from tts.queries.directory import PersonRow, RoleRow
from tts.queries.role_cards import LeaveRow, PersonCard, RoleCard
from tts.queries.roster import RosterRow

PermissionWord = Annotated[str, Field(json_schema_extra={"enum": list(Permission)})]


class RoleRowJson(TypedDict):
    """An active role and how many active people have it."""

    role_id: int
    name: str
    description: str
    members: int


class UserRowJson(TypedDict):
    """An active person with the names of their roles."""

    user_id: int
    name: str
    email: str
    roles: list[str]


class RoleName(TypedDict):
    """A role a person has; an inactive one gives them nothing."""

    role_id: int
    name: str
    is_active: bool


class RosterRowJson(TypedDict):
    """A person for those who manage people: what they hold, and until when they are away."""

    user_id: int
    name: str
    email: str
    is_active: bool
    is_contact: bool
    away_until: Moment | None
    open_items: int
    late_items: int
    roles: list[RoleName]


class LeaveJson(TypedDict):
    """A time away that has not ended."""

    leave_id: int
    starts_at: Moment
    ends_at: Moment


class UserJson(RosterRowJson):
    """One person with their times away."""

    time_zone: str | None
    created_at: Moment
    leaves: list[LeaveJson]


class PersonMade(UserJson):
    """A new person; a made-up password is told this once, and null to a repeated request."""

    password: str | None


class PasswordMade(TypedDict):
    """A made-up password, told this once, and null to a repeated request."""

    user_id: int
    password: str | None


class LeavesJson(TypedDict):
    """A person's times away that have not ended."""

    user_id: int
    results: list[LeaveJson]


class RoleJson(TypedDict):
    """A role with its permissions and what hangs on it."""

    role_id: int
    name: str
    description: str
    is_active: bool
    permissions: list[PermissionWord]
    members: int
    away: int
    open_items: int
    late_items: int
    waiting_items: int
    steps: int


def role_row_json(row: RoleRow) -> RoleRowJson:
    """One row of the list of roles."""
    return {"role_id": row.id, "name": row.name, "description": row.description, "members": row.members}


def user_row_json(row: PersonRow) -> UserRowJson:
    """One row of the list of people."""
    return {"user_id": row.id, "name": row.name, "email": row.email, "roles": list(row.roles)}


def roster_row_json(row: RosterRow) -> RosterRowJson:
    """One row for those who manage people."""
    return {
        "user_id": row.id,
        "name": row.name,
        "email": row.email,
        "is_active": row.is_active,
        "is_contact": row.is_contact,
        "away_until": moment_json(row.away_until),
        "open_items": row.open_items,
        "late_items": row.late_items,
        "roles": [{"role_id": role.id, "name": role.name, "is_active": role.is_active} for role in row.roles],
    }


def leave_json(row: LeaveRow) -> LeaveJson:
    """A time away."""
    return {
        "leave_id": row.id,
        "starts_at": moment_of(row.starts_at),
        "ends_at": moment_of(row.ends_at),
    }


def user_json(card: PersonCard) -> UserJson:
    """One person."""
    return {
        **roster_row_json(card.person),
        "time_zone": card.time_zone,
        "created_at": moment_of(card.created_at),
        "leaves": [leave_json(leave) for leave in card.leaves],
    }


def role_json(card: RoleCard) -> RoleJson:
    """One role."""
    return {
        "role_id": card.id,
        "name": card.name,
        "description": card.description,
        "is_active": card.is_active,
        "permissions": [permission.value for permission in card.permissions],
        "members": card.members,
        "away": card.away,
        "open_items": card.open_items,
        "late_items": card.late_items,
        "waiting_items": card.waiting_items,
        "steps": card.steps,
    }

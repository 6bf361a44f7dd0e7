"""People and roles in the shapes of the API."""

from __future__ import annotations

from typing_extensions import TypedDict

from tts.queries.directory import PersonRow, RoleRow


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


def role_row_json(row: RoleRow) -> RoleRowJson:
    """One row of the list of roles."""
    return {"role_id": row.id, "name": row.name, "description": row.description, "members": row.members}


def user_row_json(row: PersonRow) -> UserRowJson:
    """One row of the list of people."""
    return {"user_id": row.id, "name": row.name, "email": row.email, "roles": list(row.roles)}

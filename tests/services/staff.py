"""A few people for tests about people: an admin, a people officer without other rights, and an outsider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import SYSTEM, Actor, Permission
from tts.queries.people import actor_of
from tts.services.people import NewRole, NewUser, create_role, create_user

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
AnySession = scoped_session[Session]


@dataclass(frozen=True)
class Staff:
    """Ids of the roles and people made by `hire_staff`."""

    admin_role: int
    officer_role: int
    agent_role: int
    admin: int
    officer: int
    agent: int


def hire_staff(session: AnySession) -> Staff:
    """Make three roles and a person in each."""
    roles = {
        "Admin": frozenset({Permission.ADMINISTER}),
        "People Officer": frozenset({Permission.PEOPLE}),
        "Agent": frozenset[Permission](),
    }
    ids = [
        create_role(session, NewRole(name, permissions=given), actor=SYSTEM, now=NOW)
        for name, given in roles.items()
    ]
    people = [hire(session, name, role) for name, role in zip(("ada", "olga", "ann"), roles, strict=True)]
    return Staff(*ids, *people)


def hire(session: AnySession, name: str, *roles: str) -> int:
    """Make a person called `name` with these roles; their address is name@desk.example."""
    new = NewUser(f"{name}@desk.example", name.title(), PASSWORD, role_names=roles)
    return create_user(session, new, actor=SYSTEM, now=NOW)


def acting(session: AnySession, user_id: int) -> Actor:
    """The person as an actor; fails for one who cannot act."""
    actor = actor_of(session, user_id)
    assert actor is not None
    return actor

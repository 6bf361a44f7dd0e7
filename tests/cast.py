"""The people of the tests. Otto is the outsider: he must see nothing, nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor
from tts.models import Leave, Membership, Role, User
from tts.queries.people import actor_of

AnySession = Session | scoped_session[Session]

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""A Monday, nine o'clock: when the stories of the tests begin."""

ROLES: dict[str, dict[str, bool]] = {
    "Admin": {"is_admin": True},
    "Agent": {},
    "Technician": {},
    "Manager": {"can_review": True, "can_see_reports": True},
    "Ticket Coordinator": {"can_coordinate": True, "can_see_reports": True},
}
PEOPLE = {
    "Ada": "Admin",
    "Alice": "Agent",
    "Bob": "Agent",
    "Carol": "Agent",
    "Tom": "Technician",
    "Tina": "Technician",
    "Max": "Manager",
    "Mona": "Manager",
    "Cora": "Ticket Coordinator",
    "Rita": None,
    "Otto": None,
}


@dataclass(frozen=True)
class Cast:
    """Everybody by first name, as they may act now: `cast.alice`; ids of roles: `cast.role("Agent")`."""

    session: AnySession
    user_ids: dict[str, int]
    role_ids: dict[str, int]

    def __getattr__(self, name: str) -> Actor:
        if name.title() not in self.user_ids:
            raise AttributeError(name)
        return self.actor(name.title())

    def actor(self, name: str) -> Actor:
        """The person with the roles they have now."""
        found = actor_of(self.session, self.user_ids[name])
        assert found is not None, f"{name} is deactivated"
        return found

    def called(self, user_id: int | None) -> Actor:
        """The person of that id."""
        names = [name for name, number in self.user_ids.items() if number == user_id]
        return self.actor(names[0])

    def role(self, name: str) -> int:
        """The id of a role."""
        return self.role_ids[name]


def gather_cast(session: AnySession) -> Cast:
    """Store everybody, committed."""
    roles = {
        name: Role(name=name, name_key=name.casefold(), **permissions) for name, permissions in ROLES.items()
    }
    session.add_all(roles.values())
    users = {name: user_called(name) for name in PEOPLE}
    session.add_all(users.values())
    session.flush()
    for name, role in PEOPLE.items():
        if role:
            join(session, users[name].id, roles[role].id)
    session.commit()
    return Cast(
        session,
        {name: user.id for name, user in users.items()},
        {name: role.id for name, role in roles.items()},
    )


def user_called(name: str) -> User:
    """A person with a log-in, not stored yet."""
    address = f"{name.casefold()}@demo.example"
    return User(
        email=address, email_key=address, name=name, password_hash="none", is_active=True, created_at=MORNING
    )


def join(session: AnySession, user_id: int, role_id: int) -> None:
    """Make a person a member of a role, at the turn the newest members get."""
    session.add(Membership(role_id=role_id, user_id=user_id, joined_at=MORNING))
    session.flush()


def leave(session: AnySession, user_id: int, role_id: int) -> None:
    """End a membership, committed."""
    session.execute(sa.delete(Membership).where(Membership.role_id == role_id, Membership.user_id == user_id))
    session.commit()


def send_away(session: AnySession, actor: Actor, starts_at: datetime, ends_at: datetime) -> None:
    """Put a person on leave, committed."""
    assert actor.user_id is not None
    session.add(Leave(user_id=actor.user_id, starts_at=starts_at, ends_at=ends_at))
    session.commit()


def deactivate(session: AnySession, actor: Actor) -> None:
    """Deactivate a person, committed."""
    session.execute(sa.update(User).where(User.id == actor.user_id).values(is_active=False))
    session.commit()

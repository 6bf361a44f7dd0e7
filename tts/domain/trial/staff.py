"""The people of a trial: who has which role, who is here, who has waited longest (rules.md section 5).

A copy of what is stored when the trial begins; turns taken in it are its own. `Staff.take_turn` is the rule
of `tts.services.tasks.turn_statement`, without its locks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from tts.domain.permissions import Actor, Permission

CATCH_UP = 20
"""How many turns somebody who was there all the time may be behind, as for real tickets."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role of this trial, or who asked for its ticket."""

    user_id: int
    name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Duty:
    """A role and what it permits, as far as assignment and notices depend on it."""

    role_id: int
    name: str
    is_active: bool = True
    is_admin: bool = False
    can_coordinate: bool = False
    can_review: bool = False


PERMITS: Mapping[Permission, Callable[[Duty], bool]] = {
    Permission.ADMINISTER: lambda duty: duty.is_admin,
    Permission.COORDINATE: lambda duty: duty.can_coordinate,
    Permission.REVIEW: lambda duty: duty.can_review,
}


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a role; the lowest `turn` is next, among equals who waited longest."""

    member_id: int
    role_id: int
    user_id: int
    turn: int = 0
    last_turn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """A leave: from `starts_at` up to, not including, `ends_at`."""

    user_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Who was found, if anybody; the staff after that; how many were there to choose from."""

    staff: Staff
    holder: Person | None
    among: int = 0


@dataclass(frozen=True)
class Staff:
    """Everybody a trial may meet. `loads` counts the open items of each person."""

    people: Mapping[int, Person] = field(default_factory=dict)
    duties: Mapping[int, Duty] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    leaves: tuple[Away, ...] = ()
    loads: Mapping[int, int] = field(default_factory=dict)

    def name_of(self, user_id: int | None) -> str | None:
        """A person's name; None for nobody, and for who is not there."""
        person = None if user_id is None else self.people.get(user_id)
        return person.name if person else None

    def role_name(self, role_id: int) -> str:
        """A role's name; "" for one that is not there."""
        duty = self.duties.get(role_id)
        return duty.name if duty else ""

    def is_here(self, user_id: int, now: datetime) -> bool:
        """Whether the person is active and not on leave."""
        return self.people[user_id].is_active and not any(
            leave.starts_at <= now < leave.ends_at for leave in self._leaves.get(user_id, ())
        )

    def available(self, role_ids: Iterable[int], now: datetime) -> list[Member]:
        """The members of these roles, as far as active, who are here."""
        wanted = frozenset(role_ids)
        return [
            member
            for member in self.members
            if member.role_id in wanted
            and self.duties[member.role_id].is_active
            and self.is_here(member.user_id, now)
        ]

    def has_role(self, user_id: int, role_id: int) -> bool:
        """Whether the person is a member, available or not."""
        return any(member.user_id == user_id and member.role_id == role_id for member in self.members)

    def having(self, permits: Callable[[Duty], bool]) -> tuple[int, ...]:
        """The active people with an active role that permits it, on leave or not, by their ids."""
        return tuple(sorted(user_id for user_id in self._serving if self.may(user_id, permits)))

    def may(self, user_id: int, permits: Callable[[Duty], bool]) -> bool:
        """Whether an active role of the person permits it."""
        return any(permits(duty) for duty in self._serving.get(user_id, ()))

    def serves(self, user_id: int, role_id: int) -> bool:
        """Whether an active person has that role and it is in use."""
        return any(duty.role_id == role_id for duty in self._serving.get(user_id, ()))

    def acting(self, user_id: int) -> Actor:
        """The person with what their roles permit; nobody in particular for who is not there."""
        duties = self._serving.get(user_id, ())
        permissions = {word for duty in duties for word, permits in PERMITS.items() if permits(duty)}
        roles = frozenset(duty.role_id for duty in duties)
        return Actor(user_id, self.name_of(user_id) or "", roles, frozenset(permissions))

    @cached_property
    def _serving(self) -> Mapping[int, tuple[Duty, ...]]:
        """The roles in use of each active person."""
        found: dict[int, list[Duty]] = {}
        for member in self.members:
            duty = self.duties[member.role_id]
            if duty.is_active and self.people[member.user_id].is_active:
                found.setdefault(member.user_id, []).append(duty)
        return {user_id: tuple(duties) for user_id, duties in found.items()}

    @cached_property
    def _leaves(self) -> Mapping[int, tuple[Away, ...]]:
        """Each person's leaves."""
        found: dict[int, list[Away]] = {}
        for leave in self.leaves:
            found.setdefault(leave.user_id, []).append(leave)
        return {user_id: tuple(leaves) for user_id, leaves in found.items()}

    @property
    def coordinating(self) -> tuple[int, ...]:
        """The roles that coordinators are taken from: admins' do not count as such."""
        return tuple(
            duty.role_id for duty in self.duties.values() if duty.can_coordinate and not duty.is_admin
        )

    def take_turn(
        self, role_ids: Iterable[int], now: datetime, *, besides: int = 0, by_load: bool = False
    ) -> Turn:
        """Give the next available member of these roles their turn, never the person `besides`."""
        here = self.available(role_ids, now)
        able = [member for member in here if member.user_id != besides]
        if not able:
            return Turn(self, None)
        chosen = min(able, key=lambda member: (self._load(member) if by_load else 0, *_waited(member)))
        risen = replace(chosen, turn=self._risen_turn(chosen, here, now), last_turn_at=now)
        members = tuple(risen if one.member_id == chosen.member_id else one for one in self.members)
        return Turn(replace(self, members=members), self.people[chosen.user_id], len(able))

    def with_load(self, user_id: int | None, change: int) -> Staff:
        """The staff once a person has that many more open items."""
        if user_id is None:
            return self
        return replace(self, loads={**self.loads, user_id: self.loads.get(user_id, 0) + change})

    def _load(self, member: Member) -> int:
        return self.loads.get(member.user_id, 0)

    def _risen_turn(self, chosen: Member, here: Iterable[Member], now: datetime) -> int:
        """One more, and no further below the lowest of the others than contention explains."""
        lowest = min((one.turn for one in here if one.member_id != chosen.member_id), default=0)
        return max(chosen.turn + 1, lowest if self._was_away(chosen, now) else lowest - CATCH_UP)

    def _was_away(self, member: Member, now: datetime) -> bool:
        """Whether the member joined, or was on leave, since their last turn."""
        last = member.last_turn_at
        return last is None or any(
            leave.starts_at <= now and leave.ends_at > last for leave in self._leaves.get(member.user_id, ())
        )


def _waited(member: Member) -> tuple[int, datetime, int]:
    """The order of turns: who had none yet comes first among equals."""
    return (member.turn, member.last_turn_at or LONG_AGO, member.member_id)

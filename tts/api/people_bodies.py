"""What is sent about people and roles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from tts.api.contract.reading import Sent
from tts.api.contract.values import (
    As,
    flag,
    listed,
    number_in_address,
    stored_id,
    text,
    word_of,
    words_in_address,
)
from tts.api.paging import Part
from tts.domain.permissions import Permission
from tts.domain.values import NotThat
from tts.queries.roster import SHOWN
from tts.services.people.values import DESCRIPTION_LENGTH, EMAIL_LENGTH, NAME_LENGTH

LONGEST_PASSWORD = 1_000


def moment() -> As:
    """An ISO 8601 moment with its zone, such as 2026-12-24T09:00:00Z."""

    def read(value: object) -> datetime:
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) < 60 else None
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise NotThat("must be a moment with its time zone, such as 2026-12-24T09:00:00Z")
        return at

    schema = {"type": "string", "format": "date-time", "examples": ["2026-12-24T09:00:00Z"]}
    return As(read, schema)


def moment_or_null() -> As:
    """The same, or null."""
    given = moment()
    schema = given.schema | {"type": ["string", "null"]}
    return As(lambda value: None if value is None else given.read(value), schema)


class PeopleAsked(Part):
    """Which people are listed: by words in name or address, or by a role they have."""

    search: Annotated[str, words_in_address()] = ""
    role_id: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None


class RosterAsked(PeopleAsked):
    """The same for those who manage people: also who is away, shut out, or known by address only."""

    show: Annotated[str, word_of(SHOWN)] = "active"


class NewPerson(Sent):
    """A person with their roles. Without a password one is made up and answered, this once.

    A `service` is a program's account: it has no log-in, and acts by tokens alone.
    """

    email: Annotated[str, text(EMAIL_LENGTH, required=True, example="ann@desk.example")]
    name: Annotated[str, text(NAME_LENGTH, required=True, example="Ann")]
    password: Annotated[str, text(LONGEST_PASSWORD)] = ""
    role_ids: Annotated[list[int], listed(stored_id(), most=100)] = []
    service: Annotated[bool, flag()] = False


class PersonChange(Sent):
    """What a person is called, their address, their time zone; what is not sent stays."""

    name: Annotated[str, text(NAME_LENGTH)] = ""
    email: Annotated[str, text(EMAIL_LENGTH)] = ""
    time_zone: Annotated[str, text(100, example="Europe/Rome")] = ""


class RoleGiven(Sent):
    """The role that a person gets."""

    role_id: Annotated[int, stored_id()]


class NewLeave(Sent):
    """Away from `starts_at` up to, not including, `ends_at`."""

    starts_at: Annotated[datetime, moment()]
    ends_at: Annotated[datetime, moment()]


class RoleSent(Sent):
    """A role, whole: what is not sent is empty."""

    name: Annotated[str, text(NAME_LENGTH, required=True, example="Agent")]
    description: Annotated[str, text(DESCRIPTION_LENGTH, many_lines=True)] = ""
    permissions: Annotated[list[str], listed(word_of(Permission), most=20)] = []

    @property
    def rights(self) -> frozenset[Permission]:
        """The permissions as the services know them."""
        return frozenset(Permission(word) for word in self.permissions)


def utc(at: datetime) -> datetime:
    """The moment in UTC; raises NotThat at the edges of time, where there is none."""
    try:
        return at.astimezone(UTC)
    except (OverflowError, ValueError):
        raise NotThat("is too far away") from None

"""What passes between TTS and each neighbour: last in, last out, what waits, what failed. For admins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from tts.domain.permissions import Actor, Permission
from tts.domain.words import InboundStatus, OutboxStatus
from tts.models import (
    Destination,
    ExternalAnswer,
    InboundMessage,
    OutboxMessage,
    ParkedMembership,
    ScimResource,
    SystemCredential,
    Task,
)
from tts.queries.paging import AnySession

UNDELIVERED = (OutboxStatus.WAITING.value, OutboxStatus.FAILED.value)


@dataclass(frozen=True, slots=True)
class Going:
    """What goes to one destination, when it last took a message, and how it answers."""

    waiting: int = 0
    failed: int = 0
    last_at: datetime | None = None
    failures: int = 0
    open_until: datetime | None = None
    reason: str | None = None

    def __add__(self, other: Going) -> Going:
        """Both together; of two reasons the first."""
        return Going(
            self.waiting + other.waiting,
            self.failed + other.failed,
            later(self.last_at, other.last_at),
            max(self.failures, other.failures),
            later(self.open_until, other.open_until),
            self.reason or other.reason,
        )


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes by one way: when last, and what of it waits or was refused."""

    last_at: datetime | None = None
    waiting: int = 0
    failed: int = 0

    def __add__(self, other: Coming) -> Coming:
        """Both together."""
        return Coming(
            later(self.last_at, other.last_at), self.waiting + other.waiting, self.failed + other.failed
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that calls us: its valid credentials, its last call with one, and the tickets awaiting it."""

    credentials: int = 0
    last_at: datetime | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Traffic:
    """By destination, by task, by system."""

    going: Mapping[str, Going]
    coming: Mapping[str, Coming]
    callers: Mapping[str, Caller]
    parked: int
    scim_at: datetime | None

    def to(self, destinations: Iterable[str]) -> Going:
        """What goes to some of the destinations."""
        return sum((self.going.get(name, Going()) for name in destinations), Going())

    def by(self, tasks: Iterable[str]) -> Coming:
        """What comes by some of the tasks."""
        return sum((self.coming.get(name, Coming()) for name in tasks), Coming())


def traffic_now(session: AnySession, actor: Actor) -> Traffic:
    """All of it in seven statements, however much there is; raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    parked, scim_at = session.execute(
        sa.select(
            sa.select(sa.func.count()).select_from(ParkedMembership).scalar_subquery(),
            sa.select(sa.func.max(ScimResource.changed_at)).scalar_subquery(),
        )
    ).one()
    return Traffic(_going(session), _coming(session), _callers(session), parked, scim_at)


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two moments, either of which may be none."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def _going(session: AnySession) -> dict[str, Going]:
    found: dict[str, Going] = {}
    for one in session.scalars(sa.select(Destination)):
        found[one.name] = Going(0, 0, one.delivered_at, one.failures, one.open_until, one.reason)
    by = (OutboxMessage.destination, OutboxMessage.status)
    rows = session.execute(
        sa.select(*by, sa.func.count().label("total"))
        .where(OutboxMessage.status.in_(UNDELIVERED))
        .group_by(*by)
    )
    for row in rows:
        is_failed = row.status == OutboxStatus.FAILED.value
        more = Going(0 if is_failed else row.total, row.total if is_failed else 0)
        found[row.destination] = found.get(row.destination, Going()) + more
    return found


def _coming(session: AnySession) -> dict[str, Coming]:
    def count(status: InboundStatus) -> sa.Function[int]:
        return sa.func.count(sa.case((InboundMessage.status == status.value, 1)))

    rows = session.execute(
        sa.select(
            InboundMessage.task,
            sa.func.max(InboundMessage.received_at),
            count(InboundStatus.WAITING),
            count(InboundStatus.REFUSED),
        ).group_by(InboundMessage.task)
    )
    return {task: Coming(at, waiting, refused) for task, at, waiting, refused in rows}


def _callers(session: AnySession) -> dict[str, Caller]:
    is_valid = sa.case((SystemCredential.revoked_at.is_(None), 1))
    used = session.execute(
        sa.select(
            SystemCredential.system, sa.func.count(is_valid), sa.func.max(SystemCredential.last_used_at)
        ).group_by(SystemCredential.system)
    )
    found = {system: Caller(count, at) for system, count, at in used}
    answered = session.execute(
        sa.select(ExternalAnswer.system, sa.func.max(ExternalAnswer.at)).group_by(ExternalAnswer.system)
    )
    for system, at in answered:
        known = found.get(system, Caller())
        found[system] = replace(known, last_at=later(known.last_at, at))
    waits = session.execute(
        sa.select(Task.waiting_on, sa.func.count())
        .where(Task.waiting_on.is_not(None), Task.ended_at.is_(None))
        .group_by(Task.waiting_on)
    )
    for system, count in waits:
        if system is not None:
            found[system] = replace(found.get(system, Caller()), waiting=count)
    return found

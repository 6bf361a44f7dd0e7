"""Messages that came in, for admins: what waits, what was refused and why, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.domain.values import LARGEST_ID
from tts.domain.words import InboundStatus
from tts.models import InboundMessage
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page

OPEN = (InboundStatus.WAITING.value, InboundStatus.REFUSED.value)


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A message without its body, but for what it is `about`; see InboundMessage for `reason`."""

    id: int
    key: str
    queue: str
    task: str
    about: str
    status: str
    waits_for: str | None
    reason: str | None
    attempts: int
    received_at: datetime
    settled_at: datetime | None

    @property
    def may_be_discarded(self) -> bool:
        """Whether anything is left to do with it."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class ReceivedBody:
    """What it says: its arguments, or the beginning of what could not be read."""

    args: Sequence[Any] | None
    excerpt: str | None


def inbound_page(
    session: AnySession,
    actor: Actor,
    *,
    status: str = "",
    task: str = "",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[ReceivedRow]:
    """A page of messages, newest first, in one statement; raises NotPermitted, Invalid for a bad cursor."""
    actor.require(Permission.ADMINISTER)
    statement = _messages()
    if status:
        statement = statement.where(InboundMessage.status == status)
    if task:
        statement = statement.where(InboundMessage.task == task)
    newest_first = Order((sa.inspect(InboundMessage).columns["id"],), descending=True)
    return read_page(
        session, statement, newest_first, _row, cursor=cursor, size=size, offset=offset, counted=counted
    )


def find_received(session: AnySession, actor: Actor, message_id: int) -> tuple[ReceivedRow, ReceivedBody]:
    """One message and what it says; raises NotPermitted, NotFound."""
    actor.require(Permission.ADMINISTER)
    found = _messages().add_columns(InboundMessage.body, InboundMessage.excerpt)
    row = None
    if message_id <= LARGEST_ID:
        row = session.execute(found.where(InboundMessage.id == message_id)).first()
    if row is None:
        raise NotFound("There is no such message. The list shows those there are.")
    return _row(row), ReceivedBody(row.body, row.excerpt)


def count_received(session: AnySession, actor: Actor) -> Mapping[str, int]:
    """How many messages there are by status; raises NotPermitted."""
    actor.require(Permission.ADMINISTER)
    total = sa.func.count().label("total")
    rows = session.execute(sa.select(InboundMessage.status, total).group_by(InboundMessage.status))
    return {row.status: row.total for row in rows}


def open_received(session: AnySession, *, limit: int) -> Sequence[int]:
    """The ids of what waits or was refused and can be read, what was tried least and came first first."""
    found = sa.select(InboundMessage.id).where(
        InboundMessage.status.in_(OPEN), InboundMessage.body.is_not(None)
    )
    return session.scalars(found.order_by(InboundMessage.attempts, InboundMessage.id).limit(limit)).all()


def _messages() -> sa.Select[Any]:
    return sa.select(*(getattr(InboundMessage, name) for name in ReceivedRow.__slots__))


def _row(row: Any) -> ReceivedRow:
    return ReceivedRow(**{name: getattr(row, name) for name in ReceivedRow.__slots__})

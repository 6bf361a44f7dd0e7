"""Writing what leaves: rows beside their cause, delivered afterwards (rules.md section 8, contracts.md)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.domain.words import OutboxStatus
from tts.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Message:
    """One message: destination (`notification`, `hdts`, `ams`, `bms`), the task name there, its payload.

    `key` is drawn unless given; it does not leave before `not_before`.
    """

    destination: str
    kind: str
    payload: Mapping[str, object]
    status: OutboxStatus = OutboxStatus.WAITING
    remark: str | None = None
    key: str | None = None
    not_before: datetime | None = None


def write_messages(
    session: Session,
    messages: Sequence[Message],
    *,
    ticket_id: int | Sequence[int | None] | None,
    now: datetime,
) -> None:
    """Insert all of them in one statement, each with a stable id for the world outside.

    They are of one ticket, or of none; or of those in `ticket_id`, one for each. A key that is there already
    is the same message: it is not written twice.
    """
    if not messages:
        return
    of = ticket_id if isinstance(ticket_id, Sequence) else [ticket_id] * len(messages)
    rows = [_row(message, one, now) for message, one in zip(messages, of, strict=True)]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(OutboxMessage.__table__).on_conflict_do_nothing(), rows)


def _row(message: Message, ticket_id: int | None, now: datetime) -> dict[str, object]:
    return {
        "key": message.key or uuid.uuid4().hex,
        "destination": message.destination,
        "kind": message.kind,
        "ticket_id": ticket_id,
        "payload": dict(message.payload),
        "status": message.status.value,
        "remark": message.remark,
        "created_at": now,
        "next_at": message.not_before or now,
    }

"""Writing what leaves: rows beside their cause, delivered afterwards (rules.md section 8, contracts.md)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa
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
    ticket_id: int | None,
    now: datetime,
    ticket_ids: Sequence[int | None] | None = None,
) -> None:
    """Insert all of them in one statement, each with a stable id for the world outside.

    They are of one ticket, or of none; `ticket_ids` names one for each message instead.
    """
    if not messages:
        return
    rows = [
        {
            "key": message.key or uuid.uuid4().hex,
            "destination": message.destination,
            "kind": message.kind,
            "ticket_id": of,
            "payload": dict(message.payload),
            "status": message.status.value,
            "remark": message.remark,
            "created_at": now,
            "next_at": message.not_before or now,
        }
        for message, of in zip(messages, ticket_ids or [ticket_id] * len(messages), strict=True)
    ]
    session.execute(sa.insert(cast(sa.Table, OutboxMessage.__table__)), rows)

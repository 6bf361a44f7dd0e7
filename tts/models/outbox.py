"""Messages that leave, written in the same transaction as their cause (rules.md section 8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.domain.words import OutboxStatus
from tts.models.base import Base


class OutboxMessage(Base):
    """One message to one destination; `key` is its stable id outside, `payload` the shape of contracts.md.

    While it waits, nobody touches it before `next_at`: then it is due, or its lease has run out. `token` is
    the lease of whoever delivers it now; only its bearer may write the end. `remark` says why it failed.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_status_id", "status", "id"),
        sa.Index(
            "ix_outbox_waiting",
            "destination",
            "next_at",
            "id",
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        ),
        sa.Index(
            "ix_outbox_waiting_of_ticket",
            "ticket_id",
            "destination",
            "id",
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        ),
        sa.Index("ix_outbox_ticket_id_destination_id", "ticket_id", "destination", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    destination: Mapped[str]
    kind: Mapped[str]
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ticket.id"))
    payload: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(default=OutboxStatus.WAITING.value)
    remark: Mapped[str | None]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class Destination(Base):
    """How a system outside answers: its breaker is open until `open_until` (None: closed).

    `answered_at` is when it last said anything, a refusal too; `delivered_at` when it last took a message.
    """

    __tablename__ = "destination"

    name: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    reason: Mapped[str | None]

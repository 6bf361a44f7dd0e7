"""Other systems that call us: their credentials, and every answer they gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class SystemCredential(Base):
    """What a system proves itself by; only its SHA-256 is kept. Two of one system are valid at a time."""

    __tablename__ = "system_credential"
    __table_args__ = (
        sa.Index("ix_system_credential_system_revoked_at", "system", "revoked_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str]
    label: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ExternalAnswer(Base):
    """An answer as it came, and what became of it; `system` is "" for a caller without a credential.

    `fingerprint` is the same for bodies that say the same; `body` is None where none could be read; `key` is
    the Idempotency-Key that it came with, if any.
    """

    __tablename__ = "external_answer"
    __table_args__ = (
        sa.Index("ix_external_answer_ticket_id_id", "ticket_id", "id"),
        sa.Index("ix_external_answer_outcome_at", "outcome", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str]
    door: Mapped[str]
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ticket.id"))
    ticket_number: Mapped[str | None]
    body: Mapped[dict[str, Any] | None]
    fingerprint: Mapped[str | None]
    key: Mapped[str | None]
    outcome: Mapped[str]
    sentence: Mapped[str]
    at: Mapped[datetime]

"""What other systems sent us, whatever became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.domain.words import InboundStatus
from tts.models.base import Base


class InboundMessage(Base):
    """One message that came in. `key` is its id at the sender: the same id again is the same message.

    `body` is what could be read of it, `excerpt` the beginning of what could not. While it waits, `waits_for`
    names the thing it needs first; `reason` says why it waits or was refused, or how little it changed.
    `about` is what it is about in a few words, "" where it does not say.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        sa.Index("ix_inbound_status_id", "status", "id"),
        sa.Index("ix_inbound_waits_for", "waits_for"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    queue: Mapped[str]
    task: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    body: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    excerpt: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=InboundStatus.APPLIED.value)
    waits_for: Mapped[str | None]
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

"""What people ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tts.domain.words import Priority, TicketStatus
from tts.models.base import Base
from tts.models.people import User
from tts.models.workflows import Workflow


class Ticket(Base):
    """A request. `submitted_at` is its own time; an imported one keeps the time it came from."""

    __tablename__ = "ticket"
    __table_args__ = (
        sa.UniqueConstraint("source", "external_id"),
        sa.UniqueConstraint("requester_id", "submission_key"),
        sa.Index("ix_ticket_requester_id_id", "requester_id", "id"),
        sa.Index("ix_ticket_status_id", "status", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    department: Mapped[str]
    category: Mapped[str]
    sub_category: Mapped[str] = mapped_column(default="")
    priority: Mapped[str] = mapped_column(default=Priority.MEDIUM.value)
    status: Mapped[str] = mapped_column(default=TicketStatus.UNMATCHED.value)
    requester_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    workflow_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workflow.id"), index=True)
    match_reason: Mapped[str]
    source: Mapped[str] = mapped_column(default="page")
    external_id: Mapped[str | None]
    submission_key: Mapped[str | None]
    payload: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    submitted_at: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    requester: Mapped[User] = relationship()
    workflow: Mapped[Workflow | None] = relationship()

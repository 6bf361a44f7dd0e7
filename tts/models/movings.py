"""Moves of running tickets to another version of their workflow, and what became of each ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tts.domain.moving import MovedStatus, MovingStatus
from tts.models.base import Base
from tts.models.people import User
from tts.models.tickets import Ticket
from tts.models.workflows import WorkflowVersion


class Moving(Base):
    """Somebody had the tickets of one version moved to another. A workflow has one at a time that goes on.

    `targets` maps step ids (as text) of the old version to step ids of the new one, 0 leaves its tickets;
    `keep_due`: due times stay as promised, else they follow from the new version. `ended_at` is None while it
    is at work, there or back.
    """

    __tablename__ = "moving"
    __table_args__ = (
        sa.Index(
            "uq_moving_at_work",
            "workflow_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_moving_workflow_id_id", "workflow_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow.id"))
    from_version_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow_version.id"))
    to_version_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow_version.id"))
    targets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    keep_due: Mapped[bool] = mapped_column(default=True)
    status: Mapped[str] = mapped_column(default=MovingStatus.RUNNING.value)
    begun_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    begun_by_name: Mapped[str]
    begun_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    undone_by_name: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    begun_by: Mapped[User | None] = relationship(foreign_keys=[begun_by_id])
    from_version: Mapped[WorkflowVersion] = relationship(foreign_keys=[from_version_id])
    to_version: Mapped[WorkflowVersion] = relationship(foreign_keys=[to_version_id])


class MovedTicket(Base):
    """One ticket of a move. `before` is how it stood, to bring it back; `last_seq` its last event then.

    `reason` says why it stayed, or why it could not be brought back.
    """

    __tablename__ = "moved_ticket"
    __table_args__ = (
        sa.UniqueConstraint("moving_id", "ticket_id"),
        sa.Index("ix_moved_ticket_moving_id_status_id", "moving_id", "status", "id"),
        sa.Index("ix_moved_ticket_ticket_id", "ticket_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    moving_id: Mapped[int] = mapped_column(sa.ForeignKey("moving.id"))
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("ticket.id"))
    status: Mapped[str] = mapped_column(default=MovedStatus.WAITING.value)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), deferred=True)
    last_seq: Mapped[int | None]

    ticket: Mapped[Ticket] = relationship()

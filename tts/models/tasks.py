"""A ticket's run through one version, one person's pieces of it, and its escalations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tts.domain.words import ItemStatus, Origin, TaskStatus
from tts.models.base import Base
from tts.models.people import Role, User
from tts.models.tickets import Ticket
from tts.models.workflows import Workflow, WorkflowVersion


class Task(Base):
    """Where a ticket stands. The present visit to a step is kept here, so an act reads and writes one row.

    `promise_version_id` names the version whose promises and calendar go on counting, where due times were
    kept when the task moved to another version; None: its own version's.
    `budget` is what this visit may take (None: no promise), `is_grace` says it is the quarter of section 4;
    `spent` maps step ids (as text) to seconds of finished visits; `pauses` has the finished ones as rows of
    [start, end, reason]. While one runs, `paused_at` is its start, `left` and `step_left` what remains
    of both promises.
    `step_mark` and `ticket_mark` are the highest percent told of so far, of this visit and of the ticket;
    `next_mark_at` is when a sweep has something to do here. `sweep_after` keeps other workers away: one named
    `swept_by` has the task in hand, or it failed there and was postponed.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.Index("ix_task_workflow_id_status", "workflow_id", "status"),
        sa.Index("ix_task_workflow_version_id_status", "workflow_version_id", "status"),
        sa.Index("ix_task_coordinator_id_status", "coordinator_id", "status"),
        sa.Index(
            "ix_task_waiting_on",
            "waiting_on",
            "id",
            sqlite_where=sa.text("waiting_on IS NOT NULL"),
            postgresql_where=sa.text("waiting_on IS NOT NULL"),
        ),
        sa.Index(
            "ix_task_next_mark_at",
            "next_mark_at",
            sqlite_where=sa.text("next_mark_at IS NOT NULL"),
            postgresql_where=sa.text("next_mark_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("ticket.id"), unique=True)
    workflow_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow.id"))
    workflow_version_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow_version.id"))
    promise_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workflow_version.id"))
    coordinator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    status: Mapped[str] = mapped_column(default=TaskStatus.PENDING.value)
    step_id: Mapped[int]
    step_name: Mapped[str]
    visit: Mapped[int] = mapped_column(default=1)
    bound_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    budget: Mapped[timedelta | None]
    is_grace: Mapped[bool] = mapped_column(default=False)
    spent: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    pauses: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(default="")
    left: Mapped[timedelta | None]
    step_left: Mapped[timedelta | None]
    hold_reason: Mapped[str | None]
    waiting_on: Mapped[str | None]
    due_at: Mapped[datetime | None]
    step_due_at: Mapped[datetime | None]
    step_mark: Mapped[int] = mapped_column(default=0)
    ticket_mark: Mapped[int] = mapped_column(default=0)
    breached_at: Mapped[datetime | None]
    next_mark_at: Mapped[datetime | None]
    sweep_after: Mapped[datetime | None]
    swept_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    ticket: Mapped[Ticket] = relationship()
    workflow: Mapped[Workflow] = relationship()
    version: Mapped[WorkflowVersion] = relationship(foreign_keys=[workflow_version_id])
    coordinator: Mapped[User | None] = relationship()
    items: Mapped[list[TaskItem]] = relationship(back_populates="task", order_by="TaskItem.id")


class TaskItem(Base):
    """One person's piece at one step. Open while `closed_at` is None; a task has at most one open.

    `role_id` is the role it is for, kept by transfers; without a holder it waits in that role's queue.
    `breached_at` is when the step ran out of time while this item was open; it is never unset.
    """

    __tablename__ = "task_item"
    __table_args__ = (
        sa.Index(
            "uq_task_item_open",
            "task_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_task_item_holder_open",
            "holder_id",
            "due_at",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_task_item_role_open",
            "role_id",
            "due_at",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_task_item_free_open",
            "role_id",
            "due_at",
            "task_id",
            sqlite_where=sa.text("closed_at IS NULL AND holder_id IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND holder_id IS NULL"),
        ),
        sa.Index(
            "ix_task_item_due_open",
            "due_at",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index("ix_task_item_task_id_id", "task_id", "id"),
        sa.Index("ix_task_item_holder_id_id", "holder_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    step_id: Mapped[int]
    step_name: Mapped[str]
    visit: Mapped[int]
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("role.id"))
    escalation_role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    origin: Mapped[str] = mapped_column(default=Origin.SYSTEM.value)
    status: Mapped[str] = mapped_column(default=ItemStatus.NEW.value)
    assigned_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    transition_id: Mapped[int | None]
    transition_name: Mapped[str | None]
    note: Mapped[str | None]
    act_key: Mapped[str | None]

    task: Mapped[Task] = relationship(back_populates="items")
    role: Mapped[Role] = relationship(foreign_keys=[role_id])
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    @property
    def is_open(self) -> bool:
        """Whether somebody may still act on it."""
        return self.closed_at is None


class Escalation(Base):
    """Someone asked the escalation role to look. Open until the step is left or the item is returned.

    `answered_at`: a reviewer reassigned it or changed the priority. `reminded_at`: nobody had acted for
    another step share, and the role was told a second time.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        sa.Index(
            "uq_escalation_open",
            "task_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index("ix_escalation_to_role_id_closed_at", "to_role_id", "closed_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    from_item_id: Mapped[int] = mapped_column(sa.ForeignKey("task_item.id"))
    from_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    from_role_id: Mapped[int] = mapped_column(sa.ForeignKey("role.id"))
    to_role_id: Mapped[int] = mapped_column(sa.ForeignKey("role.id"))
    step_id: Mapped[int]
    step_name: Mapped[str]
    visit: Mapped[int]
    reason: Mapped[str]
    by_breach: Mapped[bool] = mapped_column(default=False)
    raised_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    raised_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    outcome: Mapped[str | None]
    note: Mapped[str | None]

    task: Mapped[Task] = relationship()
    from_user: Mapped[User | None] = relationship(foreign_keys=[from_user_id])
    from_role: Mapped[Role] = relationship(foreign_keys=[from_role_id])
    to_role: Mapped[Role] = relationship(foreign_keys=[to_role_id])
    raised_by: Mapped[User | None] = relationship(foreign_keys=[raised_by_id])

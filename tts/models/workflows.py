"""Workflows, the working graph one edits, and the immutable versions that tasks run on."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tts.domain.words import WorkflowStatus
from tts.models.base import Base
from tts.models.people import User


class Workflow(Base):
    """Parent of a working graph and its versions.

    The details here are the working ones. What tickets are matched by is `match_*`, folded, set when a
    version becomes active; so a revision may be renamed or moved without touching the intake.
    `calendar` is kept whole, in the form of import and export, as it is only ever read and saved whole; None
    is round the clock.
    `revision` counts saves; `revision_status` is the draft revision beside an active version, or None.
    """

    __tablename__ = "workflow"
    __table_args__ = (
        sa.Index(
            "uq_workflow_taken_intake",
            "match_department",
            "match_category",
            "match_sub_category",
            unique=True,
            sqlite_where=sa.text("status = 'initialized'"),
            postgresql_where=sa.text("status = 'initialized'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    sub_category: Mapped[str] = mapped_column(default="")
    low_sla: Mapped[timedelta | None]
    medium_sla: Mapped[timedelta | None]
    high_sla: Mapped[timedelta | None]
    urgent_sla: Mapped[timedelta | None]
    end_logic: Mapped[str] = mapped_column(default="")
    calendar: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))

    status: Mapped[str] = mapped_column(default=WorkflowStatus.DRAFT.value, index=True)
    revision_status: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1)
    match_department: Mapped[str | None]
    match_category: Mapped[str | None]
    match_sub_category: Mapped[str | None]

    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    changed_at: Mapped[datetime]
    status_at: Mapped[datetime]
    first_initialized_at: Mapped[datetime | None]

    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])


class Step(Base):
    """A node of the working graph. Ids are never reused, so versions can be compared (rules.md section 2)."""

    __tablename__ = "step"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow.id"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    instruction: Mapped[str] = mapped_column(default="")
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"), index=True)
    escalate_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"), index=True)
    weight: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 6, asdecimal=True))
    position: Mapped[int] = mapped_column(default=0)
    is_start: Mapped[bool] = mapped_column(default=False)
    is_end: Mapped[bool] = mapped_column(default=False)
    assignment: Mapped[str] = mapped_column(default="turn")
    pauses_clock: Mapped[bool] = mapped_column(default=False)
    design: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Transition(Base):
    """An edge of the working graph."""

    __tablename__ = "transition"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow.id"), index=True)
    from_step_id: Mapped[int] = mapped_column(sa.ForeignKey("step.id"), index=True)
    to_step_id: Mapped[int] = mapped_column(sa.ForeignKey("step.id"), index=True)
    name: Mapped[str]
    note_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    design: Mapped[dict[str, Any]] = mapped_column(default=dict)


class WorkflowVersion(Base):
    """An immutable snapshot, held by triggers: `is_active` alone may change (rules.md section 2)."""

    __tablename__ = "workflow_version"
    __table_args__ = (
        sa.UniqueConstraint("workflow_id", "version"),
        sa.Index(
            "uq_workflow_version_active",
            "workflow_id",
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow.id"))
    version: Mapped[int]
    name: Mapped[str]
    definition: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    content_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    workflow: Mapped[Workflow] = relationship()
    created_by: Mapped[User | None] = relationship()

"""What the workers say of themselves, and what they could not do."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class Worker(Base):
    """One running worker. `seen_at` is its last sign of life.

    `lateness` is how late its last pass found what was due; `marked`, `delivered` and `failed` count since it
    started.
    """

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    swept_at: Mapped[datetime | None]
    lateness: Mapped[timedelta | None]
    marked: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)


class SweepFailure(Base):
    """A task whose marks could not be worked on: why, how often, and when it is tried again."""

    __tablename__ = "sweep_failure"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    times: Mapped[int]
    reason: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    retry_at: Mapped[datetime]

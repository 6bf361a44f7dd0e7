"""The append-only record and its daily anchors, held by triggers (rules.md section 10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class Event(Base):
    """One thing that happened; `seq` counts from 1 within its chain (`stream`, `stream_id`)."""

    __tablename__ = "event"
    __table_args__ = (
        sa.UniqueConstraint("stream", "stream_id", "seq"),
        sa.Index("ix_event_at_id", "at", "id"),
        sa.Index("ix_event_actor_id_id", "actor_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str]
    stream_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    actor_name: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    was: Mapped[str | None]
    became: Mapped[str | None]
    reason: Mapped[str | None]
    workflow_version_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str]
    hash: Mapped[str]


class Anchor(Base):
    """A day's knot: one hash over the heads of every chain that grew since the anchor before."""

    __tablename__ = "anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    written_at: Mapped[datetime]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AnchorHead(Base):
    """The last event of one chain at the time of an anchor."""

    __tablename__ = "anchor_head"
    __table_args__ = (sa.Index("ix_anchor_head_stream_stream_id_seq", "stream", "stream_id", "seq"),)

    anchor_id: Mapped[int] = mapped_column(sa.ForeignKey("anchor.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    stream_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]

"""Webhooks: who wants to hear of what, and the events nobody was told of yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class Webhook(Base):
    """An address outside that is told of events: of `kinds`, all if empty, of one workflow or of any.

    Its messages are outbox rows. `secret` signs them, `previous_secret` too until `previous_until`; both are
    kept as they are, for a signature needs them. `workflow_id` has no foreign key: a deleted workflow has no
    events any more. `paused_at` says since when nothing is sent, `pause_reason` why.
    """

    __tablename__ = "webhook"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    kinds: Mapped[list[Any]]
    workflow_id: Mapped[int | None]
    secret: Mapped[str]
    previous_secret: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class EventNews(Base):
    """An event that webhooks were not told of yet.

    A trigger writes it with the event while there is a webhook that is not paused, so that it comes with its
    commit, in whatever order transactions end, and no act costs a statement more.
    """

    __tablename__ = "event_news"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True, autoincrement=False)

"""Who has a workflow open for drawing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tts.models.base import Base


class DesignerPresence(Base):
    """One open designer, by its tab, until it leaves or falls silent; `seen_at` is its last sign of life."""

    __tablename__ = "designer_presence"

    workflow_id: Mapped[int] = mapped_column(sa.ForeignKey("workflow.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    tab: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime]

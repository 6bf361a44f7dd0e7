"""What a change of people means for the work: open items find new holders, waiting ones find any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.permissions import Actor


def offer_work(session: Session, role_ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Somebody of these roles became available: give them what waits, earliest due first."""


def take_work_back(
    session: Session, user_id: int, role_ids: Sequence[int], *, actor: Actor, now: datetime
) -> None:
    """A person left these roles: their open items are assigned anew."""

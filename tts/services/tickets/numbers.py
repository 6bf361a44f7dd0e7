"""Ticket numbers: TX, the day, six digits drawn by lot: they tell nothing about how many there are."""

from __future__ import annotations

import secrets
from datetime import datetime


def draw_number(day: datetime) -> str:
    """A number such as TX20240115123456; whoever inserts it draws again when it is taken."""
    return f"TX{day:%Y%m%d}{secrets.randbelow(1_000_000):06d}"

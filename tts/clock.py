"""The one place that asks the machine for the time; every rule below takes `now` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def current_time() -> datetime:
    """The present moment, aware and in UTC, in whole microseconds."""
    return datetime.now(UTC)

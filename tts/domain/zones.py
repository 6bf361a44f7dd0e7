"""Time zones by name, of people and of the company."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC_ZONE = ZoneInfo("UTC")


def zone_called(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    """The time zone of that name; `otherwise` for None, and where this machine does not know it."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise

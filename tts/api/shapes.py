"""Values as JSON: moments as ISO 8601 in UTC with Z, durations as HH:MM:SS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta

from tts.domain.sla import format_duration


def moment_json(at: datetime | None) -> str | None:
    """An aware moment as the API writes it, "2026-11-02T09:00:00Z"; None stays null."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_json(value: object) -> object:
    """A fact of a refusal as a JSON value."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return moment_json(value)
        case timedelta():
            return format_duration(value)
        case Mapping():
            return {str(key): as_json(inner) for key, inner in value.items()}
        case Sequence() | Set():
            return [as_json(inner) for inner in value]
        case _:
            return str(value)

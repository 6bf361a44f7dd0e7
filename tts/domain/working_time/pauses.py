"""Pauses: stretches in which nothing counts. What overlaps or touches is one pause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """From `start` up to `end`, or still running while that is None; both aware."""

    start: datetime
    end: datetime | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("A pause ends before it begins.")


def pauses_json(pauses: Iterable[Pause]) -> list[list[str | None]]:
    """Rows of [start, end or null, reason], the times in ISO 8601 and UTC to the microsecond."""
    return [
        [_text(pause.start), None if pause.end is None else _text(pause.end), pause.reason]
        for pause in pauses
    ]


def read_pauses(rows: Sequence[Sequence[str | None]]) -> tuple[Pause, ...]:
    """The pauses that `pauses_json` wrote."""
    return tuple(
        Pause(datetime.fromisoformat(start or ""), datetime.fromisoformat(end) if end else None, reason or "")
        for start, end, reason in rows
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def merge_pauses(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """In order and apart from each other; those of no length are left out, differing reasons joined."""
    merged: list[Pause] = []
    for pause in sorted((pause for pause in pauses if pause.start != pause.end), key=_in_order):
        if merged and _meets(merged[-1], pause):
            merged[-1] = _join(merged[-1], pause)
        else:
            merged.append(pause)
    return tuple(merged)


def _in_order(pause: Pause) -> tuple[datetime, bool, datetime]:
    return (pause.start, pause.end is None, pause.end or pause.start)


def _meets(earlier: Pause, later: Pause) -> bool:
    return earlier.end is None or later.start <= earlier.end


def _join(earlier: Pause, later: Pause) -> Pause:
    end = None if earlier.end is None or later.end is None else max(earlier.end, later.end)
    known = earlier.reason.split(" and ")
    reasons = [reason for reason in (earlier.reason, later.reason) if reason]
    is_new = later.reason and later.reason not in known
    return Pause(earlier.start, end, " and ".join(reasons) if is_new else earlier.reason)

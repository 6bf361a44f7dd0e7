"""Leave as people say it: from the first day to the last, both away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tts.domain.errors import Invalid


def read_leave(first: str, last: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments a leave begins and ends: midnight of the first day, midnight after the last, in that zone.

    Days are written 2026-11-30. Raises Invalid for anything else.
    """
    begins, ends = _read_day(first, "first_day"), _read_day(last, "last_day")
    if ends < begins:
        raise _unreadable("last_day", "The last day lies before the first: choose a later one.")
    return _midnight(begins, zone), _midnight(ends + timedelta(days=1), zone)


def _read_day(text: str, field: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise _unreadable(field, "Choose a day, such as 2026-11-30.") from error
    if not 2000 <= day.year <= 2200:
        raise _unreadable(field, "Choose a day of this century.")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _unreadable(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})

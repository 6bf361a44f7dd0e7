"""How the pages say times, spans, numbers and names: pure functions, registered as Jinja filters.

Shapes: every moment is an aware datetime, every span a timedelta; `now` is always an argument. Time is
relative, with the exact moment beside it; late is said as "38 min late".
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta, tzinfo
from zlib import crc32

from tts.queries.paging import COUNTED

AVATAR_CLASSES = ("", "b", "c", "d", "e")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_span(span: timedelta) -> str:
    """Say a span roughly, two units at most, rounded down: "under 1 min", "33 min", "3 h 31 min", "3 d 4 h".

    A sign is dropped: the caller says "left" or "late". From a week on only days are said.
    """
    minutes = abs(span) // MINUTE
    if minutes < 1:
        return "under 1 min"
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days >= 7:
        return f"{days} d"
    if days:
        return _join_units((days, "d"), (hours, "h"))
    return _join_units((hours, "h"), (rest, "min"))


def say_duration(span: timedelta | None) -> str:
    """Say a span exactly, for promises and shares: "2 d", "14 h 24 min", "4 h 48 min 10 s", "none"."""
    if span is None:
        return "none"
    seconds = round(abs(span).total_seconds())
    if seconds == 0:
        return "0 min"
    return _join_units(
        (seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")
    )


def split_duration(span: timedelta | None) -> tuple[int | str, int | str, int | str]:
    """Split a span into whole (days, hours, minutes) for the fields of a form; ("", "", "") without one."""
    if span is None:
        return ("", "", "")
    minutes = span // MINUTE
    return (minutes // 1440, minutes // 60 % 24, minutes % 60)


def say_time_left(due_at: datetime, now: datetime, has_hours: bool = False) -> str:
    """Say how long it is until `due_at`, or how late it is: "6 min left", "56 min late".

    Where only the hours of a calendar count (`has_hours`), not all of that time is left: "due in 14 h".
    """
    if now >= due_at:
        return f"{say_span(now - due_at)} late"
    span = say_span(due_at - now)
    return f"due in {span}" if has_hours else f"{span} left"


def say_ago(at: datetime, now: datetime) -> str:
    """Say a moment relative to `now`: "just now", "5 min ago", "in 2 h 10 min", "3 d ago"."""
    if abs(now - at) < MINUTE:
        return "just now"
    return f"{say_span(now - at)} ago" if at < now else f"in {say_span(at - now)}"


def say_moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say a moment shortly: "11:41" today, "Mon 23 Nov, 16:00" this year, "14 Jan 2025" in another."""
    there, today = at.astimezone(zone), now.astimezone(zone)
    if there.date() == today.date():
        return f"{there:%H:%M}"
    if there.year == today.year:
        return f"{WEEKDAYS[there.weekday()]} {_day_month(there)}, {there:%H:%M}"
    return f"{_day_month(there)} {there.year}"


def say_due(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say a due time with its weekday: "Tue 12:11" within six days, "Tue 1 Dec, 12:11" further away."""
    there = at.astimezone(zone)
    if abs(at - now) < 6 * DAY:
        return f"{WEEKDAYS[there.weekday()]} {there:%H:%M}"
    return say_moment(at, now, zone)


def say_exact(at: datetime, zone: tzinfo) -> str:
    """Say a moment in full, for titles and accessible names: "Tue 24 Nov 2026, 11:41"."""
    there = at.astimezone(zone)
    return f"{WEEKDAYS[there.weekday()]} {_day_month(there)} {there.year}, {there:%H:%M}"


def say_short_exact(at: datetime, zone: tzinfo) -> str:
    """Say a moment in a narrow place: "Tue 24 Nov 11:41"."""
    there = at.astimezone(zone)
    return f"{WEEKDAYS[there.weekday()]} {_day_month(there)} {there:%H:%M}"


def say_clock_time(at: datetime, zone: tzinfo) -> str:
    """Say the time of day of a moment: "11:41"."""
    return f"{at.astimezone(zone):%H:%M}"


def say_date(at: datetime, zone: tzinfo) -> str:
    """Say the day of a moment: "24 Nov 2026"."""
    there = at.astimezone(zone)
    return f"{_day_month(there)} {there.year}"


def say_last_day(until: datetime, zone: tzinfo) -> str:
    """Say the last day that a time until `until` touches: "23 Nov 2026" for the midnight after it."""
    return say_date(until - timedelta.resolution, zone)


def say_calendar_day(day: date) -> str:
    """Say a date with its weekday: "Fri 25 Dec 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {_day_month(day)} {day.year}"


def say_day(at: datetime, zone: tzinfo) -> str:
    """Say the day of a moment as a heading: "Tuesday, 24 November"."""
    there = at.astimezone(zone)
    return f"{LONG_WEEKDAYS[there.weekday()]}, {there.day} {LONG_MONTHS[there.month - 1]}"


def say_count(number: int, one: str, many: str | None = None) -> str:
    """Say a number with its noun: (1, "ticket") is "1 ticket", (5000, "ticket") is "5,000 tickets"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say_tally(number: int) -> str:
    """Say how many a tab holds, as far as lists count: 214 is "214", 1001 and more is "1,000+"."""
    return f"{number:,}" if number <= COUNTED else f"{COUNTED:,}+"


def say_share(weight: float) -> str:
    """Say a weight of 0..1 as a percentage with at most two decimals: 0.2 is "20 %", 0.3333 "33.33 %"."""
    return f"{float(weight) * 100:.2f}".rstrip("0").rstrip(".") + " %"


def initials(name: str) -> str:
    """Return one or two letters for a name: first and last word, "?" when it has no letter or digit."""
    words = [letters for word in name.split() if (letters := _letters_of(word))]
    if not words:
        return "?"
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(letters[0] for letters in chosen).upper()


def avatar_class(key: object) -> str:
    """Return the class of an avatar's colour: the same for the same id or name, five of them."""
    number = key if isinstance(key, int) else crc32(str(key).encode())
    return AVATAR_CLASSES[number % len(AVATAR_CLASSES)]


def bar_width(share: float) -> int:
    """Return the width of a bar in whole percent, 0 to 100, from a share that may lie outside 0..1."""
    return max(0, min(100, int(share * 100)))


def _letters_of(word: str) -> list[str]:
    return [character for character in word if unicodedata.category(character)[0] in "LN"]


def _day_month(there: date) -> str:
    return f"{there.day} {MONTHS[there.month - 1]}"


def _join_units(*units: tuple[int, str]) -> str:
    return " ".join(f"{number} {unit}" for number, unit in units if number)

"""A calendar in words: “Mon–Fri 09:00–17:00, Europe/Berlin, 11 holidays”."""

from __future__ import annotations

from itertools import groupby

from tts.domain.working_time.calendar import Calendar, Window
from tts.domain.working_time.windows import clock_text

SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
AROUND_THE_CLOCK = "around the clock"
CLOSED = "closed"


def say_calendar(calendar: Calendar | None) -> str:
    """The week, the zone, and how many holidays and special days there are."""
    if calendar is None:
        return AROUND_THE_CLOCK
    parts = [say_week(calendar), calendar.tz]
    for count, one in ((len(calendar.holidays), "holiday"), (len(calendar.special), "special day")):
        if count:
            parts.append(f"{count} {one}{'' if count == 1 else 's'}")
    return ", ".join(parts)


def say_week(calendar: Calendar) -> str:
    """Days of the same hours together: “Mon–Thu 09:00–17:00, Fri 09:00–12:00”; closed ones left out."""
    runs = groupby(range(7), key=lambda day: calendar.week.get(day, ()))
    said = [(list(days), windows) for windows, days in runs]
    return ", ".join(f"{_say_days(days)} {say_windows(windows)}" for days, windows in said if windows) or (
        "closed all week"
    )


def say_windows(windows: tuple[Window, ...]) -> str:
    """“09:00–12:00 and 13:00–17:00”, or “closed”."""
    return (
        " and ".join(f"{clock_text(window.opens)}–{clock_text(window.closes)}" for window in windows)
        or CLOSED
    )


def _say_days(days: list[int]) -> str:
    if len(days) == 1:
        return SHORT_DAYS[days[0]]
    return f"{SHORT_DAYS[days[0]]}{', ' if len(days) == 2 else '–'}{SHORT_DAYS[days[-1]]}"

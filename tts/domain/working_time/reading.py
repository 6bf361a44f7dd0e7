"""Calendars as JSON: read with a sentence for each fault, written the same way every time.

The form is {"tz": "Europe/Berlin", "week": {"0": [["09:00", "17:00"]]}, "holidays": ["2026-12-25"],
"special": {"2026-12-31": [["09:00", "12:00"]]}}, 0 = Monday; holidays and special are optional. So is
"holiday_names": {"2026-12-25": "Christmas Day"}; a day named there and not among the holidays is off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tts.domain.errors import Invalid
from tts.domain.problems import plain
from tts.domain.working_time.calendar import Calendar, Window
from tts.domain.working_time.openings import open_spans
from tts.domain.working_time.windows import read_windows, windows_json
from tts.domain.working_time.zones import zone_fault

KEYS = frozenset({"tz", "week", "holidays", "special", "holiday_names", "name"})
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_DAYS = 3_000
LONGEST_NAME = 200
YEARS = range(1970, 2200)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class CalendarRefused(Invalid):
    """These hours cannot be used. `fields` has a sentence for each fault, by its place."""

    title = "This calendar cannot be used"


def read_calendar(found: object) -> Calendar | None:
    """A calendar from its JSON form; None (null) is round the clock.

    Raises CalendarRefused naming every fault: an unknown zone or key, a time or date that is none, too many,
    or no open minute at all. Windows that overlap are taken: their time counts once. A "name" beside the
    hours is left aside.
    """
    if found is None:
        return None
    if not isinstance(found, Mapping):
        raise CalendarRefused("A calendar is an object with “tz” and “week”.")
    faults: dict[str, str] = {}
    for key in sorted({plain(str(key)[:40]) for key in found} - KEYS):
        faults[key] = f"A calendar has no “{key}”: it has tz, week, holidays and special."
    if fault := zone_fault(found.get("tz")):
        faults["tz"] = fault
    week = _read_week(found.get("week", {}), faults)
    holidays = _read_holidays(found.get("holidays"), faults)
    special = _read_special(found.get("special"), faults)
    names = _read_names(found.get("holiday_names"), faults)
    if not faults:
        calendar = Calendar(str(found["tz"]), week, holidays, special, names)
        if _has_open_time(calendar):
            return calendar
        faults["week"] = "The calendar has no open minute: give at least one day its hours."
    raise CalendarRefused(_sum_up(list(faults.values())), faults)


def calendar_json(calendar: Calendar | None) -> dict[str, Any] | None:
    """The form that `read_calendar` reads: days and dates in order, closed weekdays left out."""
    if calendar is None:
        return None
    written: dict[str, Any] = {
        "tz": calendar.tz,
        "week": {str(day): windows_json(windows) for day, windows in calendar.week.items()},
        "holidays": [day.isoformat() for day in sorted(calendar.holidays)],
        "special": {day.isoformat(): windows_json(windows) for day, windows in calendar.special.items()},
    }
    if calendar.names:
        written["holiday_names"] = {day.isoformat(): name for day, name in calendar.names.items()}
    return written


def _has_open_time(calendar: Calendar) -> bool:
    first = min(calendar.special, default=date(YEARS[0], 1, 1))
    begin = datetime.combine(first, datetime.min.time(), calendar.zone)
    return next(open_spans(calendar, begin), None) is not None


def _sum_up(sentences: list[str]) -> str:
    if len(sentences) == 1:
        return sentences[0]
    return f"The calendar has {len(sentences)} faults, so it is not used."


def _read_week(found: object, faults: dict[str, str]) -> dict[int, tuple[Window, ...]]:
    if not isinstance(found, Mapping):
        faults["week"] = "“week” is an object with the days 0 (Monday) to 6 (Sunday)."
        return {}
    week = {}
    for key, rows in found.items():
        day = str(key)
        if day not in {"0", "1", "2", "3", "4", "5", "6"}:
            shown = plain(day[:40])
            faults[f"week.{shown}"] = f"“{shown}” is no day of the week: 0 is Monday, 6 is Sunday."
        else:
            week[int(day)] = read_windows(rows, f"week.{day}", WEEKDAYS[int(day)], faults)
    return week


def _read_holidays(found: object, faults: dict[str, str]) -> frozenset[date]:
    if found is None:
        return frozenset()
    if not isinstance(found, list | tuple):
        faults["holidays"] = "“holidays” is a list of dates such as 2026-12-25."
        return frozenset()
    if len(found) > MOST_DAYS:
        faults["holidays"] = f"There are {len(found):,} holidays: at most {MOST_DAYS:,} are possible."
        return frozenset()
    days = (_read_date(day, f"holidays.{place}", faults) for place, day in enumerate(found))
    return frozenset(day for day in days if day is not None)


def _read_special(found: object, faults: dict[str, str]) -> dict[date, tuple[Window, ...]]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        faults["special"] = "“special” is an object from dates such as 2026-12-31 to their hours."
        return {}
    if len(found) > MOST_DAYS:
        faults["special"] = f"There are {len(found):,} special days: at most {MOST_DAYS:,} are possible."
        return {}
    special = {}
    for key, rows in found.items():
        place = f"special.{plain(str(key)[:40])}"
        day = _read_date(key, place, faults)
        if day is not None:
            special[day] = read_windows(rows, place, day.isoformat(), faults)
    return special


def _read_names(found: object, faults: dict[str, str]) -> dict[date, str]:
    if found is None:
        return {}
    if not isinstance(found, Mapping) or len(found) > MOST_DAYS:
        faults["holiday_names"] = "“holiday_names” is an object from dates such as 2026-12-25 to their names."
        return {}
    names = {}
    for key, name in found.items():
        place = f"holiday_names.{plain(str(key)[:40])}"
        day = _read_date(key, place, faults)
        if not isinstance(name, str) or not name.strip() or name != plain_name(name):
            faults[place] = f"The name of a holiday is a line of text of at most {LONGEST_NAME} characters."
        elif day is not None:
            names[day] = name.strip()
    return names


def plain_name(name: str) -> str:
    """A holiday's name as far as it can be kept: no hidden characters, not too long."""
    return "".join(character for character in name if character.isprintable())[:LONGEST_NAME]


def _read_date(found: object, place: str, faults: dict[str, str]) -> date | None:
    text = found if isinstance(found, str) else ""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        faults[place] = f"“{plain(str(found)[:40])}” is no date: write it as 2026-12-25."
    elif day.year not in YEARS:
        faults[place] = f"{day} is too far away: dates are from {YEARS[0]} to {YEARS[-1]}."
        return None
    return day

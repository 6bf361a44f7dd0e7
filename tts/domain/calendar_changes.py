"""What changed between two calendars, in sentences for the record."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from tts.domain.working_time import Calendar
from tts.domain.working_time.reading import WEEKDAYS
from tts.domain.working_time.saying import say_calendar, say_windows

MOST_NAMED = 5


def say_calendar_changes(old: Calendar | None, new: Calendar | None) -> list[str]:
    """One sentence for each thing that changed; days are told by their names where they have one."""
    if old is None and new is None:
        return []
    if old is None or new is None:
        return [f"The promised time now counts {say_calendar(new)}, was {say_calendar(old)}."]
    return [*_say_hours(old, new), *_say_holidays(old, new), *_say_special(old, new)]


def _say_hours(old: Calendar, new: Calendar) -> Iterator[str]:
    if old.tz != new.tz:
        yield f"The calendar's time zone is now {new.tz}, was {old.tz}."
    for day, name in enumerate(WEEKDAYS):
        before, after = old.week.get(day, ()), new.week.get(day, ())
        if before != after:
            yield f"{name} is now {say_windows(after)}, was {say_windows(before)}."


def _say_holidays(old: Calendar, new: Calendar) -> Iterator[str]:
    if added := new.holidays - old.holidays:
        yield f"{_listed(added, new)} {_are(added)} now off."
    if removed := old.holidays - new.holidays:
        yield f"{_listed(removed, old)} {_are(removed)} no longer off."
    if not added and not removed and old.names != new.names:
        yield "The names of the holidays were changed."


def _say_special(old: Calendar, new: Calendar) -> Iterator[str]:
    changed = [
        day
        for day in sorted(old.special.keys() | new.special.keys())
        if old.special.get(day) != new.special.get(day)
    ]
    for day in changed[:MOST_NAMED]:
        hours = new.special.get(day)
        yield (
            f"{day} no longer has hours of its own."
            if hours is None
            else f"{day} has hours of its own: {say_windows(hours)}."
        )
    if len(changed) > MOST_NAMED:
        yield f"{len(changed) - MOST_NAMED} more days have other hours."


def _listed(days: Collection[date], calendar: Calendar) -> str:
    """The first few days, and how many more there are."""
    shown = [
        f"{calendar.names[day]} ({day})" if day in calendar.names else str(day)
        for day in sorted(days)[:MOST_NAMED]
    ]
    if len(days) > MOST_NAMED:
        shown.append(f"{len(days) - MOST_NAMED} more")
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]


def _are(days: Collection[date]) -> str:
    return "is" if len(days) == 1 else "are"

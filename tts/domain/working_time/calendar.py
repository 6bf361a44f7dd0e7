"""A calendar: weekly windows in a time zone, holidays, and days with hours of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tts.domain.working_time.wall import instant_of

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open hours as wall times, counted from the midnight that begins their day.

    `closes` is over 24 hours where the window runs past midnight; it belongs to the day it opens on.
    """

    opens: timedelta
    closes: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.opens < DAY or not self.opens < self.closes <= self.opens + DAY:
            raise ValueError("A window opens within its day and closes within 24 hours of that.")


Week = Mapping[int, tuple[Window, ...]]
Days = Mapping[date, tuple[Window, ...]]


@dataclass(frozen=True)
class Calendar:
    """Open hours: `tz` is an IANA zone, `week` maps 0 (Monday) to 6 to windows.

    Hours in `special` stand in place of the week's on that date, on a holiday too; an empty tuple is a day
    that stays closed. Windows may overlap: the time counts once. `names` are those of holidays, of the ones
    that are switched off too: these are named, but not among `holidays`.
    """

    tz: str
    week: Week = field(hash=False)
    holidays: frozenset[date] = frozenset()
    special: Days = field(default_factory=dict, hash=False)
    names: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        week = {day: tuple(sorted(set(self.week[day]))) for day in sorted(self.week) if self.week[day]}
        special = {day: tuple(sorted(set(self.special[day]))) for day in sorted(self.special)}
        object.__setattr__(self, "week", week)
        object.__setattr__(self, "special", special)
        object.__setattr__(self, "names", {day: self.names[day] for day in sorted(self.names)})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone's rules."""
        return ZoneInfo(self.tz)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The windows that open on a date, in order: its special hours, none on a holiday, or the week's."""
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.week.get(day.weekday(), ())

    def instant(self, day: date, clock: timedelta) -> datetime:
        """The instant (UTC) at which that day's clocks show `clock`, which may be past 24 hours."""
        return instant_of(datetime.combine(day, time()) + clock, self.zone)


ROUND_THE_CLOCK: Calendar | None = None
"""The calendar of a workflow without one: every second of every day counts."""

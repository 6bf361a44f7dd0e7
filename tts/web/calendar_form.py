"""A calendar as a form: what was typed, what is stored, and the calendar that both mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from tts.domain.working_time import Calendar
from tts.domain.working_time.windows import windows_json
from tts.web.words import say_calendar_day

DAYS = 7
OFFICE = ("09:00–17:00",) * 5 + ("", "")
SPARE_ROWS = 2
_HOURS = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(?:-|–|—|to)\s*([0-9]{1,2})(?:[:.]([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A holiday as typed; `is_new` says that it was looked up and is not saved yet."""

    day: str
    name: str
    is_on: bool = True
    is_new: bool = False

    @property
    def words(self) -> str:
        """Its date as people say it, or what was typed where that is none."""
        try:
            day = date.fromisoformat(self.day)
        except ValueError:
            return self.day
        return say_calendar_day(day)


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """A day with hours of its own, as typed."""

    day: str
    hours: str


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """Everything the page has boxes for. `days` are Monday to Sunday."""

    is_always: bool
    tz: str
    days: tuple[str, ...] = OFFICE
    holidays: tuple[HolidayRow, ...] = ()
    own: HolidayRow = HolidayRow("", "")
    special: tuple[SpecialRow, ...] = ()
    country: str = ""
    region: str = ""
    first_year: str = ""
    last_year: str = ""
    text: str = ""

    def with_holidays(self, found: Mapping[date, str]) -> CalendarForm:
        """Those of `found` that are not in the list yet stand in it, switched on and marked as new."""
        known = {row.day for row in self.holidays}
        new = (
            HolidayRow(str(day), name, is_new=True) for day, name in found.items() if str(day) not in known
        )
        return replace(self, holidays=_by_day([*self.holidays, *new]))

    def without_holiday(self, day: str) -> CalendarForm:
        """The row of that day taken out."""
        return replace(self, holidays=tuple(row for row in self.holidays if row.day != day))

    def drops_of(self, stored: CalendarForm) -> bool:
        """Whether hours or days were typed that round the clock has no use for, beyond what was there."""
        hours = any(day and day != was for day, was in zip(self.days, stored.days, strict=True))
        listed = {(row.day, row.is_on) for row in self.holidays} - {
            (row.day, row.is_on) for row in stored.holidays
        }
        special = set(self.special) - set(stored.special)
        return self.is_always and bool(hours or listed or special or self.own.day or self.own.name)

    def with_own(self) -> CalendarForm:
        """The typed own holiday as a row of the list, its boxes empty again."""
        if not self.own.day:
            return self
        rows = [*self.without_holiday(self.own.day).holidays, replace(self.own, is_new=True)]
        return replace(self, holidays=_by_day(rows), own=HolidayRow("", ""))


def form_of(calendar: Calendar | None, tz: str, year: int) -> CalendarForm:
    """What is stored, in boxes; for round the clock office hours in `tz` stand ready."""
    empty = CalendarForm(is_always=True, tz=tz, first_year=str(year), last_year=str(year + 1))
    if calendar is None:
        return empty
    listed = sorted(calendar.holidays | calendar.names.keys())
    return replace(
        empty,
        is_always=False,
        tz=calendar.tz,
        days=tuple(say_hours(calendar.week.get(day, ())) for day in range(DAYS)),
        holidays=tuple(
            HolidayRow(str(day), calendar.names.get(day, ""), day in calendar.holidays) for day in listed
        ),
        special=tuple(SpecialRow(str(day), say_hours(hours)) for day, hours in calendar.special.items()),
    )


def say_hours(windows: Sequence[Any]) -> str:
    """Windows as one types them: "09:00–12:00, 13:00–17:00"."""
    return ", ".join("–".join(pair) for pair in windows_json(tuple(windows)))


def typed_form(form: MultiDict[str, str]) -> CalendarForm:
    """What was typed, whatever it is; nothing is checked here."""
    switched_on = set(form.getlist("holiday_on"))
    new = set(form.getlist("holiday_new"))
    named = zip(form.getlist("holiday_day"), form.getlist("holiday_name"), strict=False)
    special = zip(form.getlist("special_day"), form.getlist("special_hours"), strict=False)
    return CalendarForm(
        is_always=form.get("counts") != "hours",
        tz=form.get("tz", "").strip(),
        days=tuple(form.get(f"day_{day}", "").strip() for day in range(DAYS)),
        holidays=tuple(HolidayRow(day, name, day in switched_on, day in new) for day, name in named),
        own=HolidayRow(form.get("own_day", "").strip(), form.get("own_name", "").strip()),
        special=tuple(
            SpecialRow(day.strip(), hours.strip()) for day, hours in special if day.strip() or hours.strip()
        ),
        country=form.get("country", ""),
        region=form.get("region", ""),
        first_year=form.get("first_year", "").strip(),
        last_year=form.get("last_year", "").strip(),
        text=form.get("text", ""),
    )


def calendar_fields(form: CalendarForm, faults: dict[str, str]) -> dict[str, Any] | None:
    """The calendar in the API's form, None for round the clock; what cannot be one goes into `faults`."""
    if form.is_always:
        return None
    ready = form.with_own()
    if form.own.name and not form.own.day:
        faults["own_day"] = "Your own holiday has a name and no date: choose the date."
    week = {str(day): _read_hours(text, f"day_{day}", faults) for day, text in enumerate(ready.days)}
    names = {row.day: row.name for row in ready.holidays if row.name}
    names |= {row.day: "Holiday" for row in ready.holidays if not row.name and not row.is_on}
    return {
        "tz": form.tz,
        "week": week,
        "holidays": [row.day for row in ready.holidays if row.is_on],
        "special": _special_fields(ready.special, faults),
        "holiday_names": names,
    }


def place_faults(form: CalendarForm, found: Mapping[str, str]) -> dict[str, str]:
    """What the calendar's reader says, at the boxes it is about."""
    rows = {row.day: place for place, row in enumerate(form.special)}
    placed = {}
    for place, sentence in found.items():
        part, _, detail = place.removeprefix("calendar.").partition(".")
        box = {"week": f"day_{detail or 0}", "special": f"special_{rows.get(detail, 0)}"}.get(part, part)
        if part in ("holidays", "holiday_names"):
            box = "own_day" if detail == form.own.day or not detail.startswith("2") else "holidays"
        placed[box] = sentence
    return placed


def _special_fields(rows: Sequence[SpecialRow], faults: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, row in enumerate(rows):
        if not row.day:
            faults[f"special_{place}"] = "These hours have no date: choose the date they are for."
        elif row.day in found:
            faults[f"special_{place}"] = f"{row.day} is there twice: keep one of the two."
        else:
            found[row.day] = _read_hours(row.hours, f"special_{place}", faults)
    return found


def _read_hours(text: str, box: str, faults: dict[str, str]) -> list[list[str]]:
    """ "9-12, 13:00–17:00" as windows; "" and "closed" are none."""
    windows = []
    for part in re.split(r"[,;]|\band\b", text):
        said = part.strip()
        if not said or said.casefold() == "closed":
            continue
        match = _HOURS.fullmatch(said)
        if match is None:
            faults[box] = f"“{said[:40]}” are no hours: write 09:00–17:00, several with commas, up to 24:00."
            continue
        opens, opens_at, closes, closes_at = match.groups()
        windows.append([f"{opens:0>2}:{opens_at or '00'}", f"{closes:0>2}:{closes_at or '00'}"])
    return windows


def _by_day(rows: Sequence[HolidayRow]) -> tuple[HolidayRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.day))

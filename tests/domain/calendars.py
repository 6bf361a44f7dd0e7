"""Calendars and clocks for tests: the ones we tell stories with, and random ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tts.domain.working_time import Calendar, Pause, Window, read_calendar

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
ZONES = (BERLIN, NEW_YORK, LORD_HOWE, "UTC", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Hours = list[list[str]]
NINE_TO_FIVE: Hours = [["09:00", "17:00"]]


def calendar_of(tz: str, week: dict[str, Hours], **named: object) -> Calendar:
    """A calendar in the JSON form; "0-4" names a run of days."""
    days: dict[str, Hours] = {}
    for key, hours in week.items():
        first, _, last = key.partition("-")
        days |= {str(day): hours for day in range(int(first), int(last or first) + 1)}
    found = read_calendar({"tz": tz, "week": days, **named})
    assert found is not None
    return found


def office(tz: str = BERLIN, **named: object) -> Calendar:
    """Monday to Friday, nine to five."""
    return calendar_of(tz, {"0-4": NINE_TO_FIVE}, **named)


def always(tz: str = BERLIN, **named: object) -> Calendar:
    """Every day from 00:00 to 24:00."""
    return calendar_of(tz, {"0-6": [["00:00", "24:00"]]}, **named)


def at(text: str) -> datetime:
    """A time with its offset written out; UTC without one."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


def pause(start: str, end: str | None, reason: str = "") -> Pause:
    """A pause between two such times."""
    return Pause(at(start), at(end) if end else None, reason)


# Around the changes of the clocks of 2026 in every zone above, and between them.
MOMENTS = st.datetimes(datetime(2026, 2, 20), datetime(2026, 11, 20), timezones=st.just(UTC))
BUDGETS = st.integers(0, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds))
DATES = st.dates(date(2026, 2, 1), date(2026, 12, 31))


@st.composite
def windows(draw: st.DrawFn, unit: timedelta = MINUTE) -> Window:
    """Any window, over midnight too."""
    units = DAY // unit
    opens = draw(st.integers(0, units - 1))
    return Window(opens * unit, (opens + draw(st.integers(1, units))) * unit)


@st.composite
def calendars(draw: st.DrawFn, unit: timedelta = MINUTE) -> Calendar:
    """Any calendar with at least one open weekday."""
    some = st.lists(windows(unit), max_size=3).map(tuple)
    week = draw(st.dictionaries(st.integers(0, 6), some, max_size=7))
    week[draw(st.integers(0, 6))] = (draw(windows(unit)),)
    return Calendar(
        draw(st.sampled_from(ZONES)),
        week,
        draw(st.frozensets(DATES, max_size=8)),
        draw(st.dictionaries(DATES, some, max_size=4)),
    )


@st.composite
def pauses_from(draw: st.DrawFn, start: datetime, most: int = 4) -> tuple[Pause, ...]:
    """Finished pauses around and after `start`, overlapping or not."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        begin = start + timedelta(seconds=draw(st.integers(-100_000, 1_500_000)))
        found.append(Pause(begin, begin + timedelta(seconds=draw(st.integers(0, 400_000)))))
    return tuple(found)


@st.composite
def running(draw: st.DrawFn) -> tuple[Calendar | None, datetime, timedelta, tuple[Pause, ...]]:
    """A clock: calendar (or none), start, budget and finished pauses."""
    start = draw(MOMENTS)
    return draw(st.none() | calendars()), start, draw(BUDGETS), draw(pauses_from(start))

"""Windows as JSON: ["09:00", "17:00"], and "24:00" where one runs to the end of its day."""

from __future__ import annotations

import re
from datetime import timedelta

from tts.domain.problems import plain
from tts.domain.working_time.calendar import DAY, Window

MOST_WINDOWS = 24
MINUTE = timedelta(minutes=1)

_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])")


def read_windows(rows: object, place: str, name: str, faults: dict[str, str]) -> tuple[Window, ...]:
    """The windows of one day; what is wrong goes into `faults` at `place`, said of `name`."""
    if not isinstance(rows, list | tuple) or len(rows) > MOST_WINDOWS:
        faults[place] = (
            f"{name}: write a list of at most {MOST_WINDOWS} windows such as"
            " [[“09:00”, “12:00”], [“13:00”, “17:00”]]."
        )
        return ()
    windows = []
    for row in rows:
        try:
            windows.append(_read_window(row))
        except ValueError as error:
            faults[place] = f"{name}: {error}"
    return tuple(windows)


def _read_window(row: object) -> Window:
    """A window that ends at or before its start ends on the next day."""
    if not isinstance(row, list | tuple) or len(row) != 2:
        raise ValueError("a window is two times, when it opens and when it closes.")
    opens, closes = _read_time(row[0]), _read_time(row[1])
    if opens == DAY:
        raise ValueError("24:00 can only close a window: to open at midnight, write 00:00.")
    return Window(opens, closes if closes > opens else closes + DAY)


def _read_time(found: object) -> timedelta:
    match = _TIME.fullmatch(found) if isinstance(found, str) else None
    clock = timedelta(hours=int(match[1]), minutes=int(match[2])) if match else None
    if clock is None or clock > DAY:
        raise ValueError(f"“{plain(str(found)[:40])}” is no time of day: write it as 09:00, up to 24:00.")
    return clock


def windows_json(windows: tuple[Window, ...]) -> list[list[str]]:
    """Windows as pairs of texts, as `read_windows` reads them."""
    return [[clock_text(window.opens), clock_text(window.closes)] for window in windows]


def clock_text(clock: timedelta) -> str:
    """A wall time as "HH:MM"; midnight at the end of the day is "24:00", later is the next day's time."""
    minutes = (clock if clock <= DAY else clock - DAY) // MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

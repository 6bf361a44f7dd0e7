"""Quiet hours: when a person wants no mail, and when that is over. Wall times in the person's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST = 9
"""A weekend and the nights around it take fewer steps than this to leave."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` every day, over midnight too; both None is no such hours."""

    start: time | None = None
    end: time | None = None
    weekends: bool = False


def quiet_until(quiet: QuietHours, zone: tzinfo, now: datetime) -> datetime | None:
    """When the quiet time around `now` ends (UTC); None while it is not quiet."""
    moment = now
    for _ in range(LONGEST):
        local = moment.astimezone(zone)
        ends = _end_of_hours(quiet, local) or _end_of_weekend(quiet, local)
        if ends is None:
            return None if moment == now else moment.astimezone(UTC)
        moment = _instant_after(ends, moment)
    return moment.astimezone(UTC)


def _instant_after(ends: datetime, moment: datetime) -> datetime:
    """The wall time as an instant after `moment`; of an hour that comes twice, the second where need be."""
    instants = (ends.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next((each for each in instants if each > moment), moment.astimezone(UTC) + timedelta(seconds=1))


def _end_of_hours(quiet: QuietHours, local: datetime) -> datetime | None:
    """The end of the hours that `local` lies in, as a wall time of that day or the next."""
    start, end = quiet.start, quiet.end
    if start is None or end is None or start == end:
        return None
    wall = local.time()
    if start < end:
        return _at(local, end) if start <= wall < end else None
    if wall >= start:
        return _at(local + DAY, end)
    return _at(local, end) if wall < end else None


def _end_of_weekend(quiet: QuietHours, local: datetime) -> datetime | None:
    if not quiet.weekends or local.weekday() < SATURDAY:
        return None
    return _at(local + DAY * (7 - local.weekday()), time.min)


def _at(day: datetime, wall: time) -> datetime:
    return datetime.combine(day.date(), wall, day.tzinfo)

"""Times, targets and pauses as people write them on the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

import click

from tts.domain.sla import LONGEST, parse_duration
from tts.domain.working_time import Pause
from tts.domain.working_time.wall import instant_of

_TARGET = re.compile(
    r"(?=[0-9])(?:([0-9]{1,3})w)?(?:([0-9]{1,4})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,7})m(?:in)?)?(?:([0-9]{1,9})s)?"
)
_UNITS = (
    timedelta(weeks=1),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
)
_YEARS = range(1970, 2500)
NOTHING = timedelta(0)


def read_target(text: str) -> timedelta:
    """A target such as 4h, 1h30m, 04:00:00 or PT4H; click.BadParameter for anything else."""
    match = _TARGET.fullmatch(text.strip().casefold().replace(" ", ""))
    try:
        target = _sum_up(match) if match else parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(
            f"{error} 4h, 90m and 1h30m can be read too.", param_hint="--target"
        ) from error
    if not NOTHING <= target <= LONGEST:
        raise click.BadParameter("A target is from 0h to 50 years.", param_hint="--target")
    return target


def _sum_up(match: re.Match[str]) -> timedelta:
    numbers = zip(match.groups(), _UNITS, strict=True)
    return sum((int(number) * unit for number, unit in numbers if number), NOTHING)


def read_moment(text: str, zone: tzinfo, option: str) -> datetime:
    """An ISO 8601 time, in `zone` where it has no offset; click.BadParameter when it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise click.BadParameter(
            f"“{text}” is no time: write it as 2026-03-27T15:00:00Z, or without Z in the calendar's zone.",
            param_hint=option,
        ) from error
    if moment.year not in _YEARS:
        raise click.BadParameter(f"“{text}” is too far away.", param_hint=option)
    return instant_of(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def read_pause(text: str, zone: tzinfo) -> Pause:
    """Two times with a slash between them; the second may be left out."""
    first, slash, second = text.partition("/")
    if not slash:
        raise click.BadParameter(
            f"“{text}” is no pause: write its start and end as ISO/ISO.", param_hint="--pause"
        )
    start = read_moment(first, zone, "--pause")
    end = read_moment(second, zone, "--pause") if second.strip() not in {"", ".."} else None
    if end is not None and end < start:
        raise click.BadParameter(f"“{text}” ends before it begins.", param_hint="--pause")
    return Pause(start, end)

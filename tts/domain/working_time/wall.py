"""From a wall clock to an instant, in the two nights a year where that is not plain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

SECOND = timedelta(seconds=1)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """The instant (UTC) at which the clocks of `zone` first show `wall` or a later time.

    A time that comes twice in autumn is its first coming; one that is skipped in spring is the moment of
    the jump.
    """
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before >= after:
        return first.astimezone(UTC)
    return _moment_of_jump(second.astimezone(UTC), first.astimezone(UTC), zone)


def _moment_of_jump(early: datetime, late: datetime, zone: tzinfo) -> datetime:
    """The first whole second after `early` whose offset is another one; `late` has it."""
    low, high = early.replace(microsecond=0), late
    offset = low.astimezone(zone).utcoffset()
    while high - low > SECOND:
        middle = low + (high - low) // 2 // SECOND * SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return low + SECOND

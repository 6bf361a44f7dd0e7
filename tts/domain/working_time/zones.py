"""The names of time zones: the IANA ones, and nothing else a computer may take for one."""

from __future__ import annotations

import zoneinfo
from difflib import get_close_matches
from functools import lru_cache

from tts.domain.problems import plain

LOCAL_NAMES = frozenset({"localtime", "Factory"})


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The IANA names this system knows; read once per process."""
    return frozenset(zoneinfo.available_timezones()) - LOCAL_NAMES


def zone_fault(name: object) -> str | None:
    """What is wrong with the name of a zone, as a sentence, or None."""
    if not isinstance(name, str) or not name:
        return "The time zone is missing: write its IANA name, such as Europe/Berlin."
    if name in known_zones():
        return None
    shown = plain(name[:60])
    nearest = get_close_matches(name[:60].casefold(), {zone.casefold() for zone in known_zones()}, 1, 0.8)
    if not nearest:
        return f"“{shown}” is no time zone: write an IANA name, such as Europe/Berlin."
    meant = min(zone for zone in known_zones() if zone.casefold() == nearest[0])
    return f"“{shown}” is no time zone: did you mean {meant}?"

"""Public holidays by country and region, from the library `holidays`; loaded when first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files

from tts.domain.errors import Invalid
from tts.domain.working_time.reading import plain_name

ENGLISH = "en_US"
MOST_YEARS = 10


@lru_cache(maxsize=1)
def list_countries() -> tuple[tuple[str, str], ...]:
    """Every country the library knows as (ISO code, name), by name."""
    from holidays.registry import COUNTRIES

    named = [(codes[1], re.sub(r"(?<=[a-z])(?=[A-Z])", " ", codes[0])) for codes in COUNTRIES.values()]
    return tuple(sorted(named, key=lambda country: country[1]))


def list_regions(country: str) -> list[tuple[str, str]]:
    """The regions of a country with holidays of their own as (code, name), by name; [] for an unknown one."""
    from holidays import country_holidays

    if country not in dict(list_countries()):
        return []
    known = type(country_holidays(country))
    names = {code: name for name, code in getattr(known, "subdivisions_aliases", {}).items()}
    regions = [(code, f"{names[code]} ({code})" if code in names else code) for code in known.subdivisions]
    return sorted(regions, key=lambda region: region[1])


def public_holidays(country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """The holidays of those years with their names, in English where the library has them.

    Raises Invalid naming `country`, `region` or `last_year` for what it does not know.
    """
    from holidays import country_holidays

    wanted = sorted(years)
    if country not in dict(list_countries()):
        raise _refuse("country", "Choose a country: its public holidays are looked up.")
    if region and region not in dict(list_regions(country)):
        raise _refuse("region", "This country has no such region: choose another one.")
    if not 0 < len(wanted) <= MOST_YEARS:
        raise _refuse("last_year", f"Choose one to {MOST_YEARS} years, the first one first.")
    languages = type(country_holidays(country)).supported_languages
    found = country_holidays(
        country,
        subdiv=region or None,
        years=wanted,
        language=ENGLISH if ENGLISH in languages else None,
    )
    return {day: plain_name(name) for day, name in sorted(found.items()) if day.year in wanted}


def country_of_zone(tz: str) -> str:
    """The ISO code of the country that an IANA zone lies in, "" where that is not known."""
    return _zones().get(tz, "")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    table = files("tzdata") / "zoneinfo" / "zone.tab"
    rows = (line.split("\t") for line in table.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) > 2}


def _refuse(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})

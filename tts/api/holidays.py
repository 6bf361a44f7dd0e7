"""Public holidays, to be put into the calendar of a workflow."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from tts.adapters.public_holidays import list_countries, list_regions, public_holidays
from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import number_in_address, words_in_address
from tts.api.door import calling, door
from tts.api.workflows import GROUP
from tts.clock import current_time
from tts.domain.permissions import Permission

LAST_YEAR = 2199
FIRST_YEAR = 1970


class HolidaysAsked(Sent):
    """Of which country, by its ISO code, and region; of which years, this one unless told, ten at most."""

    country: Annotated[str, words_in_address(20)] = ""
    region: Annotated[str, words_in_address(20)] = ""
    first_year: Annotated[int | None, number_in_address(largest=LAST_YEAR, default=None)] = None
    last_year: Annotated[int | None, number_in_address(largest=LAST_YEAR, default=None)] = None


class PlaceJson(TypedDict):
    """A country or a region by its code."""

    code: str
    name: str


class HolidayJson(TypedDict):
    """A day off, and what it is called."""

    day: str
    name: str


class HolidaysJson(TypedDict):
    """The holidays asked for; without a country none, and every country there is."""

    countries: list[PlaceJson]
    regions: list[PlaceJson]
    results: list[HolidayJson]


@door("GET", "/holidays/", GROUP, asks=HolidaysAsked, gives={200: HolidaysJson}, refuses=[409])
def index_holidays(asked: HolidaysAsked) -> Answer:
    """Look up public holidays, as who may design workflows."""
    calling().require(Permission.DESIGN)
    countries = [] if asked.country else list_countries()
    first = max(FIRST_YEAR, asked.first_year or current_time().year)
    last = max(FIRST_YEAR, asked.last_year or first)
    found = public_holidays(asked.country, asked.region, range(first, last + 1)) if asked.country else {}
    answer: HolidaysJson = {
        "countries": [{"code": code, "name": name} for code, name in countries],
        "regions": [{"code": code, "name": name} for code, name in list_regions(asked.country)],
        "results": [{"day": day.isoformat(), "name": name} for day, name in found.items()],
    }
    return Answer(answer)

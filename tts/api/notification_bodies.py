"""What is sent to choose where one is told what."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from tts.api.contract.reading import Sent
from tts.api.contract.values import As, flag, word_of
from tts.domain.notifications import NoticeKind
from tts.domain.values import NotThat

_TIME = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


def _time_of_day() -> As:
    """A time such as "22:00", "" for none; null leaves it as it is."""

    def read(value: object) -> str | None:
        if value is not None and not (isinstance(value, str) and re.fullmatch(_TIME[1:-1], value)):
            raise NotThat("must be a time of day such as 22:00")
        return value

    return As(read, {"type": ["string", "null"], "pattern": _TIME, "examples": ["22:00"]})


def _maybe() -> As:
    """True or false; null leaves it as it is."""
    given = flag()
    return As(lambda value: None if value is None else given.read(value), {"type": ["boolean", "null"]})


class WishSent(Sent):
    """Where one kind is told."""

    kind: Annotated[str, word_of(NoticeKind)]
    in_app: Annotated[bool, flag()] = False
    by_mail: Annotated[bool, flag()] = False


class ChoicesSent(Sent):
    """Kinds that change, and the quiet hours: both times, or "" for none. What is not sent stays."""

    kinds: list[WishSent] = Field(default=[], max_length=50)
    quiet_from: Annotated[str | None, _time_of_day()] = None
    quiet_until: Annotated[str | None, _time_of_day()] = None
    quiet_weekends: Annotated[bool | None, _maybe()] = None

"""Reading single values of JSON from outside: the value, or in words what was expected."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tts.domain.graph import Id
from tts.domain.soundness.shape import has_hidden_characters

_PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,4}(?:\.[0-9]{0,16})?|\.[0-9]{1,16})")
_FOUR_PLACES = Decimal("0.0001")
_NOISE = Decimal("0.000000001")
LARGEST_ID = 2**31 - 1
"""The largest number that a row can have."""

_WHOLE_LIMIT = LARGEST_ID
_ID_LIMIT = 2**63 - 1
_DESIGN_VALUES = 300
DESIGN_TEXT = 2_000


class NotThat(ValueError):
    """A value is not of the kind expected; the message ends a sentence that begins with its name."""


def read_text(value: object) -> str:
    """Text, "" for nothing."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotThat("must be text")
    return value


def read_flag(value: object) -> bool:
    """True or false, false for nothing."""
    if value is None:
        return False
    if not isinstance(value, bool):
        raise NotThat("must be true or false")
    return value


def read_whole(value: object) -> int | None:
    """A whole number that fits a column, None for nothing."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotThat("must be a whole number")
    if abs(value) > _WHOLE_LIMIT:
        raise NotThat("is too large a number")
    return value


def read_stored_id(value: object) -> int | None:
    """The number of something stored, None for nothing."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _ID_LIMIT:
        raise NotThat("must be the whole number it was given when stored")
    return value


def read_temporary_id(value: object) -> str | None:
    """The name of a new element until it is stored; whole numbers are taken as text. None for nothing."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _ID_LIMIT:
        return str(value)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or has_hidden_characters(value):
        raise NotThat("must be a short text")
    return value


def read_end(value: object) -> Id | None:
    """One end of a transition: the id of a step of either kind."""
    return read_temporary_id(value) if isinstance(value, str) else read_stored_id(value)


def read_weight(value: object) -> Decimal | None:
    """A weight as an exact decimal, None for nothing; NaN, Infinity, flags and other text are not numbers."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise NotThat("must be a number from 0 to 1")
    if isinstance(value, str):
        if not _PLAIN_NUMBER.fullmatch(value.strip()):
            raise NotThat("must be a number from 0 to 1")
        number = Decimal(value.strip())
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise NotThat("must be a number from 0 to 1")
        number = Decimal(repr(value))
    else:
        number = Decimal(value)
    if not number.is_finite() or abs(number) > 1000:
        raise NotThat("must be a number from 0 to 1")
    rounded = number.quantize(_FOUR_PLACES)
    exact = rounded if abs(rounded - number) < _NOISE else number
    return exact if exact else Decimal(0)


def read_design(value: object) -> dict[str, Any]:
    """Coordinates and handles as they came, {} for nothing; only what every database can keep as JSON."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise NotThat("must be an object such as {x, y}")
    waiting: list[object] = [value]
    seen = 0
    while waiting:
        seen += 1
        if seen > _DESIGN_VALUES:
            raise NotThat("holds more than a drawing needs")
        _scan(waiting.pop(), waiting)
    return dict(value)


def _scan(value: object, waiting: list[object]) -> None:
    match value:
        case None | bool():
            return
        case str():
            if len(value) > DESIGN_TEXT or "\0" in value or not _is_encodable(value):
                raise NotThat("holds a text that cannot be kept")
        case int():
            if abs(value) > 2**53:
                raise NotThat("holds too large a number")
        case float():
            if not math.isfinite(value) or abs(value) > 2**53:
                raise NotThat("holds something that is no number, or too large a one")
        case Mapping():
            waiting.extend(value.keys())
            waiting.extend(value.values())
        case list():
            waiting.extend(value)
        case _:
            raise NotThat("holds something that is no JSON")


def _is_encodable(text: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)

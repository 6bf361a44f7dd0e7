"""Reading what SCIM sent, without trusting any of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scim2_models import InvalidValueException

from tts.domain.values import LARGEST_ID

LONGEST_TEXT = 500


def read_key(text: str) -> int | None:
    """An id as a number; None for what can be none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_ID):
        return None
    return int(text)


def check_text(*values: Any) -> None:
    """Raise InvalidValueException for text that is too long, or that no database keeps."""
    for text in _texts(values):
        if len(text) > LONGEST_TEXT:
            raise InvalidValueException(detail=f"A value is longer than {LONGEST_TEXT} characters.")
        if not is_plain(text):
            raise InvalidValueException(detail="A value holds characters that cannot be kept.")


def is_plain(text: str) -> bool:
    """Whether a database keeps the text: no control characters, no halves of pairs."""
    return all(ord(letter) >= 32 and not 0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)

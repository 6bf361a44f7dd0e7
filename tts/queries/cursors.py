"""Opaque marks of where a page of a list ended: a moment (or none) and an id."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from tts.domain.errors import Invalid


def write_cursor(moment: str | None, row_id: int) -> str:
    """The mark after a row; `moment` is ISO 8601 with its zone."""
    return base64.urlsafe_b64encode(json.dumps([moment, row_id]).encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime | None, int]:
    """The moment and id of a mark; raises Invalid for anything that was not written here."""
    try:
        moment, row_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        read = datetime.fromisoformat(moment) if moment is not None else None
        if type(row_id) is not int or not 0 <= row_id < 2**62 or (read and read.tzinfo is None):
            raise ValueError(text)
        return read, row_id
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Invalid("This page of the list is not known. Begin at the first page.") from error

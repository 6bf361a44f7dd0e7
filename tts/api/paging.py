"""Lists: {count, next, previous, results}, by page number or by cursor."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from tts.domain.errors import Invalid

USUAL_SIZE = 50
MOST_ROWS = 200
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is asked for."""

    page: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.page - 1) * self.size


def read_wanted() -> Wanted:
    """`page` from 1 and `page_size` up to 200; raises Invalid for what is no such number."""
    size = _read_number("page_size", USUAL_SIZE)
    return Wanted(_read_number("page", 1), min(size, MOST_ROWS))


def read_word(name: str, limit: int = 200) -> str:
    """One text of the query string, trimmed; control characters and what is over the limit are dropped."""
    text = "".join(letter for letter in request.args.get(name, "") if letter.isprintable())
    return text.strip()[:limit]


def read_flag(name: str) -> bool:
    """Whether a flag of the query string says yes."""
    return request.args.get(name, "").strip().casefold() in ("true", "1", "yes", "on")


def page_json(results: Iterable[object], count: int, wanted: Wanted) -> dict[str, object]:
    """One page by number, with the addresses of its neighbours."""
    last = max(1, -(-count // wanted.size))
    return {
        "count": count,
        "next": _address(page=wanted.page + 1) if wanted.page < last else None,
        "previous": _address(page=min(wanted.page - 1, last)) if wanted.page > 1 else None,
        "results": list(results),
    }


def cursor_json(
    results: Iterable[object], count: int | None, *, after: str | None, before: str | None = None
) -> dict[str, object]:
    """One page by cursor; the neighbours are None where there are no more rows."""
    return {
        "count": count,
        "next": _address(cursor=after) if after else None,
        "previous": _address(cursor=before) if before else None,
        "results": list(results),
    }


def write_cursor(position: Iterable[object]) -> str:
    """A place in a list as an opaque word."""
    text = json.dumps(list(position), ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(*kinds: type) -> list[object] | None:
    """The place that `cursor` names, None without one; raises Invalid when it was not made here."""
    word = request.args.get("cursor")
    if not word:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _strange_cursor() from None
    if not isinstance(position, list) or [type(value) for value in position] != list(kinds):
        raise _strange_cursor()
    if any(isinstance(value, int) and abs(value) > 2**62 for value in position):
        raise _strange_cursor()
    if any(isinstance(value, str) and not value.isprintable() for value in position):
        raise _strange_cursor()
    return position


def _strange_cursor() -> Invalid:
    return Invalid(
        "“cursor” is not one that a list gave: begin again without it.", {"cursor": "Unknown cursor."}
    )


def _read_number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()) or len(text) > 7 or not 0 < int(text) <= LAST_PAGE:
        raise Invalid(f"“{name}” must be a whole number from 1.", {name: "Not a number from 1."})
    return int(text)


def _address(**changed: object) -> str:
    kept = {key: value for key, value in request.args.items() if key not in ("page", "cursor")}
    return f"{request.base_url}?{urlencode({**kept, **changed})}"

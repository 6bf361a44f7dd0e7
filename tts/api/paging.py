"""Lists: {count, next, previous, results}, by page number or by cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from tts.domain.errors import Invalid
from tts.queries.paging import Page

Row = TypeVar("Row")
USUAL_SIZE = 50
MOST_ROWS = 200
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list is asked for: a page by its number, or what follows a cursor."""

    page: int
    size: int
    cursor: str | None = None

    @property
    def offset(self) -> int:
        """How many rows come before a page by number."""
        return 0 if self.cursor else (self.page - 1) * self.size


def read_page() -> Part:
    """`cursor`, or `page` from 1; `page_size` up to 200. Raises Invalid for what is no such number."""
    size = min(_read_number("page_size", USUAL_SIZE), MOST_ROWS)
    return Part(_read_number("page", 1), size, request.args.get("cursor") or None)


def read_word(name: str, limit: int = 200) -> str:
    """One text of the query string, trimmed; control characters and what is over the limit are dropped."""
    text = "".join(letter for letter in request.args.get(name, "") if letter.isprintable())
    return text.strip()[:limit]


def read_flag(name: str) -> bool:
    """Whether a flag of the query string says yes."""
    return request.args.get(name, "").strip().casefold() in ("true", "1", "yes", "on")


def page_json(results: Iterable[object], count: int, part: Part) -> dict[str, object]:
    """One page by number, with the addresses of its neighbours."""
    last = max(1, -(-count // part.size))
    return {
        "count": count,
        "next": _address(page=part.page + 1) if part.page < last else None,
        "previous": _address(page=min(part.page - 1, last)) if part.page > 1 else None,
        "results": list(results),
    }


def list_json(page: Page[Row], part: Part, shape: Callable[[Row], object]) -> dict[str, object]:
    """A page of a keyset list: by cursor its neighbours are cursors, else page numbers."""
    answer = page_json(map(shape, page.rows), page.count or 0, part)
    if part.cursor:
        answer["next"] = _address(cursor=page.next_cursor) if page.next_cursor else None
        answer["previous"] = _address(cursor=page.previous_cursor) if page.previous_cursor else None
    return answer | {"next_cursor": page.next_cursor}


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

"""Lists: {count, next, previous, next_cursor, results}, by page number or by cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from flask import request

from tts.api.contract.reading import Sent
from tts.api.contract.values import number_in_address, words_in_address
from tts.api.shapes import Listed
from tts.queries.paging import Page

Row = TypeVar("Row")
Shaped = TypeVar("Shaped")
USUAL_SIZE = 50
MOST_ROWS = 200
LAST_PAGE = 1_000_000


class Part(Sent):
    """Which part of a list is asked for: `page` from 1, or the `cursor` that an earlier part gave.

    `page_size` is 50 unless told; at most 200 rows are answered.
    """

    page: Annotated[int, number_in_address(largest=LAST_PAGE, default=1)] = 1
    page_size: Annotated[int, number_in_address(largest=LAST_PAGE, default=USUAL_SIZE)] = USUAL_SIZE
    cursor: Annotated[str, words_in_address(limit=2_000)] = ""

    @property
    def size(self) -> int:
        """How many rows are answered at most."""
        return min(self.page_size, MOST_ROWS)

    @property
    def offset(self) -> int:
        """How many rows come before a page by number."""
        return 0 if self.cursor else (self.page - 1) * self.size


def list_json(page: Page[Row], part: Part, shape: Callable[[Row], Shaped]) -> Listed[Shaped]:
    """A page of a keyset list: by cursor its neighbours are cursors, else page numbers."""
    count = page.count or 0
    last = max(1, -(-count // part.size))
    following = _address(page=part.page + 1) if part.page < last else None
    before = _address(page=min(part.page - 1, last)) if part.page > 1 else None
    if part.cursor:
        following = _address(cursor=page.next_cursor) if page.next_cursor else None
        before = _address(cursor=page.previous_cursor) if page.previous_cursor else None
    return {
        "count": count,
        "next": following,
        "previous": before,
        "next_cursor": page.next_cursor,
        "results": [shape(row) for row in page.rows],
    }


def _address(**changed: object) -> str:
    kept = {key: value for key, value in request.args.items() if key not in ("page", "cursor")}
    return f"{request.base_url}?{urlencode({**kept, **changed})}"

"""Pages by key, not by number: what arrives meanwhile neither repeats nor hides a row."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import CursorLost

AnySession = Session | scoped_session[Any]
Found = TypeVar("Found")
Made = TypeVar("Made")
PAGE_SIZE = 50
LARGEST_PAGE = 200
COUNTED = 1_000
"""As far as a page counts what is not on it: who sees everything does not wait for the last of it."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Found]):
    """Rows in order; cursors are opaque, None where nothing follows; `count` is of all pages, if asked."""

    rows: Sequence[Found]
    next_cursor: str | None = None
    previous_cursor: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: expressions never NULL, the last one unique, in one direction.

    With `nulls_last` the first one may be NULL, and such rows come last: an index on it still serves.
    """

    keys: Sequence[sa.ColumnElement[Any]]
    descending: bool = False
    nulls_last: bool = False


def read_page(
    session: AnySession,
    statement: sa.Select[Any],
    order: Order,
    make: Callable[[Any], Made],
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[Made]:
    """One page of `statement`, in one statement (two when `counted`); each row goes through `make`.

    `offset` is for lists asked for by page number; a cursor stays quick however far down. Raises Invalid for
    a cursor that was not given out for this order.
    """
    size = max(1, min(size, LARGEST_PAGE))
    mark = _read_cursor(cursor, order) if cursor else None
    backwards = mark is not None and mark.backwards
    descending = order.descending != backwards
    keys = [key.label(f"page_key_{number}") for number, key in enumerate(order.keys)]
    query = statement.add_columns(*keys)
    if mark is not None:
        query = query.where(_beyond(order, mark.values, descending))
    query = query.order_by(*_sorted(order, descending)).limit(size + 1)
    query = query.offset(offset) if offset else query
    found = list(session.execute(query))
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    count = session.scalar(count_of(statement)) if counted else None
    has_next = has_more if not backwards else True
    has_previous = has_more if backwards else mark is not None or offset > 0
    return Page(
        [make(row) for row in found],
        _cursor_of(found[-1], len(keys), False) if found and has_next else None,
        _cursor_of(found[0], len(keys), True) if found and has_previous else None,
        count,
    )


def count_of(statement: sa.Select[Any]) -> sa.Select[tuple[int]]:
    """How many rows a list has in all."""
    return sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())


def count_some(statement: sa.Select[Any]) -> sa.ScalarSelect[int]:
    """How many rows a list has, as a column; counted no further than one beyond COUNTED."""
    return sa.select(sa.func.count()).select_from(statement.limit(COUNTED + 1).subquery()).scalar_subquery()


@dataclass(frozen=True, slots=True)
class _Mark:
    backwards: bool
    values: list[Any]


def _sorted(order: Order, descending: bool) -> list[sa.UnaryExpression[Any]]:
    """The keys as ORDER BY has them; backwards, what comes last comes first."""
    keys = [key.desc() if descending else key.asc() for key in order.keys]
    if order.nulls_last:
        keys[0] = keys[0].nulls_first() if descending else keys[0].nulls_last()
    return keys


def _beyond(order: Order, values: Sequence[Any], descending: bool) -> sa.ColumnElement[bool]:
    """The rows after `values`: beyond them in the first key, or equal there and beyond in the next."""
    parts = []
    for number, key in enumerate(order.keys):
        same = [_equals(order.keys[before], values[before]) for before in range(number)]
        follows = _follows(key, values[number], descending)
        if order.nulls_last and number == 0 and not descending:
            follows = follows if values[0] is None else sa.or_(follows, key.is_(None))
        parts.append(sa.and_(*same, follows))
    return sa.or_(*parts)


def _equals(key: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
    same: sa.ColumnElement[bool] = key.is_(None) if value is None else key == value
    return same


def _follows(key: sa.ColumnElement[Any], value: Any, descending: bool) -> sa.ColumnElement[bool]:
    """Whether a row's key comes after `value`; after NULL, which is last, there is all else backwards."""
    if value is None:
        return key.is_not(None) if descending else sa.false()
    follows: sa.ColumnElement[bool] = key < value if descending else key > value
    return follows


def _cursor_of(row: sa.Row[Any], width: int, backwards: bool) -> str:
    values = [value.isoformat() if isinstance(value, datetime) else value for value in row[-width:]]
    text = json.dumps([backwards, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, order: Order) -> _Mark:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, *values = json.loads(text)
        if not isinstance(backwards, bool) or len(values) != len(order.keys):
            raise ValueError("another list's cursor")
        read = [
            None if value is None and order.nulls_last and number == 0 else _read_value(value, key)
            for number, (value, key) in enumerate(zip(values, order.keys, strict=True))
        ]
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError) as error:
        sentence = "This page cannot be found again: begin at the first one."
        raise CursorLost(sentence, {"cursor": sentence}) from error
    return _Mark(backwards, read)


def _read_value(value: object, key: sa.ColumnElement[Any]) -> object:
    """A value of the key's own type, so that a forged cursor is refused before the database sees it."""
    stored = key.type.impl_instance if isinstance(key.type, sa.TypeDecorator) else key.type
    kind = stored.python_type
    if kind is datetime:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment.astimezone(UTC)
    if not isinstance(value, kind) or isinstance(value, bool) or b"\0" in str(value).encode():
        raise ValueError("a value of another type")
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError("too large a number")
    return value

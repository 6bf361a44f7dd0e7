"""Whether pages of the queue and of tickets stay quick when there is a hundred times as much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bench.crowd import fill_crowd
from bench.figures import Figure, say_ratio, say_time
from bench.stage import Stage, Theatre
from bench.timing import time_in_turns
from tests.cast import MORNING
from tts.queries.inbox import count_items, count_visible, items_of, role_items, visible_items
from tts.queries.paging import PAGE_SIZE, Page
from tts.queries.ticket_filters import read_tickets_head
from tts.queries.tickets import TicketFilter, find_row, list_tickets

GROWTH = (
    "queue: the time of a page of 50 rows with many open items against the same page with few: near 1 means "
    "that a page does not pay for what is not on it; what is counted is looked at, of what one sees 1,000."
)
DEPTH = (
    "queue: the time of a page deep in a list against its first page, in the large database: about 1 "
    "means that leafing on stays as quick as beginning."
)

Found = TypeVar("Found")
LEAFED = ("my items", "to claim", "all items, admin", "tickets, admin", "tickets, requester")
Reader = Callable[[str | None], Page[Any]]


@dataclass(frozen=True, slots=True)
class Size:
    """Open items in the two databases, and how often each page is timed."""

    few: int = 1_000
    many: int = 100_000
    rounds: int = 5


FULL, SMALL = Size(), Size(30, 300, 2)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine. One application at a time, so the two databases do not alternate."""
    few, _ = _time_pages(theatre, size.few, size.rounds)
    many, deep = _time_pages(theatre, size.many, size.rounds)
    for name in few:
        yield Figure(
            "queue",
            theatre.name,
            f"{name}, {size.many:,}: {say_time(many[name])}",
            f"{size.few:,}: {say_time(few[name])}",
            say_ratio(many[name] / few[name]),
            GROWTH,
        )
    for name, seconds in deep.items():
        yield Figure(
            "queue",
            theatre.name,
            f"{name}, deep page: {say_time(seconds)}",
            f"first page: {say_time(many[name])}",
            say_ratio(seconds / many[name]),
            DEPTH,
        )


def _time_pages(theatre: Theatre, count: int, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of first pages and counts, and of pages in the middle."""
    with theatre.open_stage() as stage:
        readers, counts = _readers_of(stage, count)
        arms = {name: partial(reader, None) for name, reader in readers.items()}
        first = time_in_turns({**arms, **counts}, rounds)
        depth = count // (100 * PAGE_SIZE)
        deep = {
            name: partial(reader, _cursor_at(reader, depth))
            for name, reader in readers.items()
            if name in LEAFED
        }
        return first, time_in_turns(deep, rounds)


def _readers_of(stage: Stage, count: int) -> tuple[dict[str, Reader], dict[str, Callable[[], object]]]:
    cast = fill_crowd(stage, count)
    session, ada, alice, rita = stage.session, cast.ada, cast.alice, cast.rita
    tom = cast.tom

    def reader_of(read: Callable[..., Page[Any]]) -> Reader:
        return lambda cursor: _fresh(stage, partial(read, cursor=cursor))

    readers = {
        "my items": reader_of(partial(items_of, session, alice)),
        "to claim": reader_of(partial(role_items, session, alice)),
        "all items, agent": reader_of(partial(visible_items, session, alice)),
        "all items, admin": reader_of(partial(visible_items, session, ada)),
        "tickets, admin": reader_of(partial(list_tickets, session, ada)),
        "tickets, requester": reader_of(partial(list_tickets, session, rita)),
        "tickets, agent": reader_of(partial(list_tickets, session, alice)),
    }
    word = TicketFilter(search=f"{count // 2}")
    counts: dict[str, Callable[[], object]] = {
        "search, one hit": lambda: _fresh(stage, partial(list_tickets, session, ada, word)),
        "one ticket, agent": lambda: _fresh(
            stage, partial(find_row, session, alice, f"TX20261102{count:06d}")
        ),
        "tickets, who sees none": lambda: _fresh(stage, partial(list_tickets, session, tom)),
        "queue counts": lambda: _fresh(stage, partial(count_items, session, alice, MORNING)),
        "queue, all counted": lambda: _fresh(stage, partial(count_visible, session, alice)),
        "above the tickets, agent": lambda: _fresh(stage, partial(read_tickets_head, session, alice)),
    }
    return readers, counts


def _fresh(stage: Stage, read: Callable[[], Found]) -> Found:
    """Read in a transaction of its own, as a request does."""
    try:
        return read()
    finally:
        stage.session.rollback()


def _cursor_at(reader: Reader, pages: int) -> str | None:
    """The cursor after so many pages, or after the last but one."""
    cursor = None
    for _ in range(max(1, pages)):
        following = reader(cursor).next_cursor
        if following is None:
            break
        cursor = following
    return cursor

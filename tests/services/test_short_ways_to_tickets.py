"""How what somebody may see is found: ticket by ticket only where that is the shorter way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tts.domain.permissions import Actor
from tts.models import Ticket
from tts.queries import visibility
from tts.queries.inbox import visible_items
from tts.queries.paging import Page
from tts.queries.tickets import list_tickets
from tts.queries.visibility import (
    listed_tickets,
    may_see_ticket,
    visible_ticket,
    visible_tickets,
    works_on_ticket,
)

Db = scoped_session[Session]


@pytest.fixture
def desk(session: Db, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Eight tickets, two of them Otto's and six Rita's; eight are many here."""
    monkeypatch.setattr(visibility, "MANY", 8)
    desk = open_desk(session)
    for number in range(8):
        desk.submit(actor=desk.cast.otto if number < 2 else desk.cast.rita)
    return desk


def goes_through_all(desk: Desk, actor: Actor) -> bool:
    """Whether a page asks of each ticket in turn; else it begins with what they see."""
    said = str(listed_tickets(desk.session, actor))
    assert said in (str(visible_ticket(actor)), str(visible_tickets(actor)))
    return said == str(visible_ticket(actor))


def test_a_page_goes_through_all_tickets_for_who_sees_at_least_a_third_of_them(desk: Desk) -> None:
    assert goes_through_all(desk, desk.cast.rita)
    assert not goes_through_all(desk, desk.cast.otto)
    desk.submit(actor=desk.cast.otto)
    assert goes_through_all(desk, desk.cast.otto)


def test_of_few_tickets_what_one_sees_is_looked_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visibility, "MANY", 9)
    assert not goes_through_all(desk, desk.cast.rita)


def test_numbers_that_leapt_ahead_hide_nothing_and_break_nothing(desk: Desk) -> None:
    first = desk.session.scalars(sa.select(Ticket).limit(1)).one()
    kept = {column.key: getattr(first, column.key) for column in sa.inspect(Ticket).column_attrs}
    far = kept | {"id": 2_000_000_000, "number": "TX20261128000001", "requester_id": desk.cast.rita.user_id}
    desk.session.execute(sa.insert(Ticket).values(far))
    assert not goes_through_all(desk, desk.cast.rita)
    assert len(list_tickets(desk.session, desk.cast.rita).rows) == 7


def test_who_sees_few_of_all_has_theirs_looked_up(desk: Desk) -> None:
    assert len(list_tickets(desk.session, desk.cast.otto).rows) == 2
    assert not goes_through_all(desk, desk.cast.otto)


@contextmanager
def asked(desk: Desk) -> Iterator[list[str]]:
    """The statements of a block."""
    statements: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engine = desk.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("read", [list_tickets, visible_items], ids=["tickets", "items"])
def test_how_many_there_are_is_counted_from_what_they_see(desk: Desk, read: Callable[..., Page[Any]]) -> None:
    assert goes_through_all(desk, desk.cast.rita)
    with asked(desk) as statements:
        page = read(desk.session, desk.cast.rita, size=3, counted=True)
    assert (len(page.rows), page.count) == (3, 6)
    the_page, the_count = statements[-2:]
    assert "UNION ALL" not in the_page
    assert "UNION ALL" in the_count


def test_a_look_at_one_ticket_asks_of_that_one_alone(desk: Desk) -> None:
    (newest,) = list_tickets(desk.session, desk.cast.rita, size=1).rows
    for look in (may_see_ticket, works_on_ticket):
        with asked(desk) as statements:
            look(desk.session, desk.cast.alice, newest.ticket_id)
        assert "UNION ALL" not in statements[-1]

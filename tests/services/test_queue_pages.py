"""The queue leafed through in pages: forwards and back every item once, what has no due time at the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tests.workflows import store_workflow
from tts.domain.errors import Invalid
from tts.models import TaskItem
from tts.queries.inbox import visible_items
from tts.queries.tickets import list_tickets
from tts.services.tickets import TicketRequest, submit_ticket


def test_every_item_is_on_one_page_in_order_forwards_and_back(session: scoped_session[Session]) -> None:
    cast = gather_cast(session)
    store_workflow(session, cast)
    request = TicketRequest("Laptop", "", "IT", "Technology", "Support Request")
    for number in range(9):
        item_id = submit_ticket(session, request, actor=cast.rita, now=MORNING).item_id
        due_at = None if number % 3 == 0 else MORNING + timedelta(hours=number % 2)
        session.execute(sa.update(TaskItem).where(TaskItem.id == item_id).values(due_at=due_at))
    session.commit()
    rows = session.execute(sa.select(TaskItem.id, TaskItem.due_at))
    expected = [row.id for row in sorted(rows, key=lambda row: (not row.due_at, row.due_at or 0, row.id))]
    pages = [visible_items(session, cast.ada, size=2)]
    while (cursor := pages[-1].next_cursor) is not None:
        pages.append(visible_items(session, cast.ada, size=2, cursor=cursor))
    assert [row.item_id for page in pages for row in page.rows] == expected
    back = [pages[-1]]
    while (cursor := back[-1].previous_cursor) is not None:
        back.append(visible_items(session, cast.ada, size=2, cursor=cursor))
    assert [[row.item_id for row in page.rows] for page in reversed(back)] == [
        [row.item_id for row in page.rows] for page in pages
    ]


def test_a_cursor_without_a_moment_fits_the_queue_alone(session: scoped_session[Session]) -> None:
    cast = gather_cast(session)
    store_workflow(session, cast)
    request = TicketRequest("Laptop", "", "IT", "Technology", "Support Request")
    for _ in range(2):
        submit_ticket(session, request, actor=cast.rita, now=MORNING)
    session.execute(sa.update(TaskItem).values(due_at=None))
    session.commit()
    cursor = visible_items(session, cast.ada, size=1).next_cursor
    assert len(visible_items(session, cast.ada, cursor=cursor).rows) == 1
    with pytest.raises(Invalid):
        list_tickets(session, cast.ada, cursor=cursor)

"""Taking a move of tickets back: what returns as it was, and what has moved on since."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.moving import (
    HALF,
    LATER,
    assert_true,
    begin,
    carry,
    changed,
    fates,
    next_version,
    stood,
    undo,
)
from tts.domain.errors import Refused
from tts.models import Event, Moving
from tts.services.tickets import change_priority

HOUR = timedelta(hours=1)
NEW = 900_001


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_taking_a_move_back_leaves_what_has_moved_on_and_says_what_happened(desk: Desk) -> None:
    kept, back = desk.submit(), desk.submit()
    before = stood(desk, back)
    moving_id = begin(desk, next_version(desk))
    carry(desk)
    holder = desk.holder(kept).name
    desk.choose(kept, "Assign", LATER)
    undo(desk, moving_id, LATER + HOUR / 12)
    assert stood(desk, back) == before
    assert fates(desk, moving_id) == {
        kept.ticket_id: ("kept", f"It has moved on since: {holder} chose “Assign”: Triage → Resolve."),
        back.ticket_id: ("undone", ""),
    }
    assert desk.session.get_one(Moving, moving_id).status == "undone"
    with pytest.raises(Refused, match="Ada had this move taken back already"):
        undo(desk, moving_id)
    assert_true(desk)


def test_another_priority_since_the_move_keeps_a_ticket_where_it_is(desk: Desk) -> None:
    ticket = desk.submit()
    moving_id = begin(desk, next_version(desk, slas=HALF))
    carry(desk)
    change_priority(desk.session, ticket.ticket_id, "urgent", "vip", actor=desk.cast.ada, now=LATER)
    undo(desk, moving_id)
    assert fates(desk, moving_id)[ticket.ticket_id][0] == "kept"
    assert desk.task(ticket).due_at == MORNING + 4 * HOUR
    assert_true(desk)


def test_what_was_late_stays_late_when_a_move_is_taken_back(desk: Desk) -> None:
    ticket = desk.submit()
    graph = changed(desk, "Triage", escalate_to=None)
    moving_id = begin(desk, next_version(desk, graph, slas=HALF), keep_due=False)
    carry(desk)
    breached_at = desk.open_item(ticket).breached_at
    assert breached_at == LATER
    undo(desk, moving_id, LATER + HOUR / 4)
    assert (desk.open_item(ticket).breached_at, desk.task(ticket).step_mark) == (breached_at, 100)
    assert fates(desk, moving_id)[ticket.ticket_id] == ("undone", "")
    assert_true(desk)


def test_taking_back_a_move_that_has_just_begun_moves_nothing(desk: Desk) -> None:
    ticket = desk.submit()
    before, moving_id = stood(desk, ticket), begin(desk, next_version(desk))
    undo(desk, moving_id)
    assert stood(desk, ticket) == before
    assert fates(desk, moving_id)[ticket.ticket_id] == (
        "stayed",
        "The move was taken back before its turn came.",
    )


def test_the_workflow_records_who_began_a_move_and_what_came_of_it(desk: Desk) -> None:
    desk.submit()
    moving_id = begin(desk, next_version(desk))
    carry(desk)
    undo(desk, moving_id)
    events = desk.session.scalars(
        sa.select(Event).where(Event.stream == "workflow").order_by(Event.seq)
    ).all()
    assert [(event.kind, event.was, event.became, event.actor_name) for event in events] == [
        ("workflow.moving_begun", "version 1", "version 2", "Ada"),
        ("workflow.tickets_moved", "version 1", "version 2", "Ada"),
        ("workflow.moving_undone", "version 1", "version 2", "Ada"),
        ("workflow.tickets_moved_back", "version 1", "version 2", "Ada"),
    ]
    assert events[1].facts["counts"] == {"moved": 1}

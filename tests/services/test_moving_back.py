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
from tests.services.sweeping import sweep
from tts.domain.errors import Refused
from tts.models import Escalation, Event, Moving, Role, User
from tts.services.escalations import return_item
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
        ("workflow.moving_undone", "version 2", "version 1", "Ada"),
        ("workflow.tickets_moved_back", "version 2", "version 1", "Ada"),
    ]
    assert events[1].facts["counts"] == {"moved": 1}
    assert [event.workflow_version_id == desk.flow.version_id for event in events] == [
        False,
        False,
        True,
        True,
    ]


def test_an_escalation_that_the_move_itself_raised_ends_when_it_is_taken_back(desk: Desk) -> None:
    ticket = desk.submit()
    holder, before = desk.holder(ticket), stood(desk, ticket)
    moving_id = begin(desk, next_version(desk, slas=HALF), keep_due=False)
    carry(desk)
    assert desk.holder(ticket).name in ("Max", "Mona")
    undo(desk, moving_id)
    assert fates(desk, moving_id) == {ticket.ticket_id: ("undone", "")}
    assert desk.holder(ticket) == holder
    (raised,) = desk.session.scalars(sa.select(Escalation))
    assert (raised.outcome, raised.note) == ("returned", "The move that had made it late was taken back.")
    after = stood(desk, ticket)
    changed_names = {name for name in before if before[name] != after[name]}
    assert changed_names <= {"next_mark_at", "item_status"}
    assert desk.open_item(ticket).origin == "System"
    sweep(desk, LATER + HOUR)
    assert desk.kinds(ticket).count("item.escalated") == 1
    assert_true(desk)


def test_what_the_move_had_escalated_to_nobody_is_no_escalation_when_it_is_back(desk: Desk) -> None:
    ticket = desk.submit()
    holder = desk.holder(ticket)
    for name in ("Max", "Mona"):
        desk.session.get_one(User, desk.cast.user_ids[name]).is_active = False
    desk.session.commit()
    moving_id = begin(desk, next_version(desk, slas=HALF), keep_due=False)
    carry(desk)
    assert (desk.open_item(ticket).holder_id, desk.open_item(ticket).origin) == (None, "Escalation")
    undo(desk, moving_id)
    assert (desk.holder(ticket), desk.open_item(ticket).origin) == (holder, "System")
    assert_true(desk)


def test_an_escalation_of_the_move_that_somebody_answered_keeps_the_ticket(desk: Desk) -> None:
    ticket = desk.submit()
    moving_id = begin(desk, next_version(desk, slas=HALF), keep_due=False)
    carry(desk)
    return_item(desk.session, desk.open_item(ticket).id, "go on", actor=desk.holder(ticket), now=LATER)
    undo(desk, moving_id)
    assert fates(desk, moving_id)[ticket.ticket_id][0] == "kept"
    assert_true(desk)


def test_nobody_has_their_own_request_brought_back_to_another_step(desk: Desk) -> None:
    dan = desk.cast.user_ids["Carol"]
    desk.session.get_one(Role, desk.cast.role("Agent")).can_design = True
    desk.session.commit()
    ticket = desk.submit(actor=desk.cast.carol)
    triage, resolve = desk.flow.step("Triage"), desk.flow.step("Resolve")
    moving_id = begin(desk, next_version(desk), targets={triage: resolve})
    carry(desk)
    undo(desk, moving_id, actor=desk.cast.called(dan))
    assert fates(desk, moving_id)[ticket.ticket_id] == (
        "kept",
        "Carol asked for it, and nobody moves their own request to another step. Somebody else may move it.",
    )
    assert desk.task(ticket).step_id == resolve


def test_who_took_back_another_s_move_gets_no_tickets_of_it_for_a_role_of_their_own(desk: Desk) -> None:
    agent, technician = desk.cast.role("Agent"), desk.cast.role("Technician")
    desk.session.get_one(Role, agent).can_design = True
    desk.session.commit()
    ticket = desk.submit()
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    moving_id = begin(desk, version)
    carry(desk)
    undo(desk, moving_id, actor=desk.cast.alice)
    state, reason = fates(desk, moving_id)[ticket.ticket_id]
    assert state == "kept"
    assert reason.startswith(
        "“Triage” in version 1 is for Agent, a role of Alice that the ticket was not with."
    )


def test_who_takes_back_their_own_move_gets_back_what_they_gave(desk: Desk) -> None:
    technician = desk.cast.role("Technician")
    desk.session.get_one(Role, desk.cast.role("Agent")).can_design = True
    desk.session.commit()
    ticket = desk.submit()
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    moving_id = begin(desk, version, actor=desk.cast.alice)
    carry(desk)
    assert fates(desk, moving_id) == {ticket.ticket_id: ("moved", "")}
    undo(desk, moving_id, actor=desk.cast.alice)
    assert fates(desk, moving_id) == {ticket.ticket_id: ("undone", "")}

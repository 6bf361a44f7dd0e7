"""How tickets end, come back, and change their priority on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.workflows import HOUR, ONE_STEP
from tts.domain.errors import ActedAlready, Invalid, NotFound, NotPermitted, Refused
from tts.models import TaskItem
from tts.queries.due import preview_priorities
from tts.services.tasks import hold_item
from tts.services.tickets import (
    cancel_ticket,
    change_priority,
    match_waiting_tickets,
    reopen_ticket,
    withdraw_ticket,
)

LATER = MORNING + timedelta(minutes=10)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_a_requester_withdraws_and_the_staff_cancel(desk: Desk) -> None:
    mine, theirs = desk.submit(), desk.submit()
    for name in ("cora", "ada", "alice"):
        with pytest.raises((NotPermitted, NotFound)):
            withdraw_ticket(desk.session, mine.ticket_id, "x", actor=getattr(desk.cast, name), now=LATER)
    holder = desk.holder(mine)
    withdraw_ticket(desk.session, mine.ticket_id, "Found it.", actor=desk.cast.rita, now=LATER)
    ticket, task = desk.ticket(mine), desk.task(mine)
    assert (ticket.status, ticket.ended_at, task.status) == ("Withdrawn", LATER, "cancelled")
    assert desk.session.scalars(sa.select(TaskItem.status).where(TaskItem.task_id == task.id)).all() == [
        "cancelled"
    ]
    assert holder.name in desk.told(mine, "send_workflow_step_notification")
    with pytest.raises(ActedAlready, match="Rita ended TX"):
        withdraw_ticket(desk.session, mine.ticket_id, "", actor=desk.cast.rita, now=LATER)
    for name in ("rita", "max", desk.holder(theirs).name.casefold()):
        with pytest.raises((NotPermitted, NotFound)):
            cancel_ticket(desk.session, theirs.ticket_id, "x", actor=getattr(desk.cast, name), now=LATER)
    cancel_ticket(desk.session, theirs.ticket_id, "Duplicate.", actor=desk.cast.cora, now=LATER)
    assert desk.ticket(theirs).status == "Withdrawn"


def test_the_outsider_ends_reopens_and_changes_nothing(desk: Desk) -> None:
    submitted, otto = desk.submit(), desk.cast.otto
    for act in (withdraw_ticket, cancel_ticket, reopen_ticket):
        with pytest.raises(NotFound):
            act(desk.session, submitted.ticket_id, "x", actor=otto, now=LATER)
    with pytest.raises(NotFound):
        change_priority(desk.session, submitted.ticket_id, "low", "x", actor=otto, now=LATER)
    assert desk.kinds(submitted) == ["ticket.submitted", "ticket.matched", "item.assigned"]


def test_an_unmatched_ticket_can_be_withdrawn_and_reopened_to_wait_again(desk: Desk) -> None:
    submitted = desk.submit(department="HR")
    withdraw_ticket(desk.session, submitted.ticket_id, "", actor=desk.cast.rita, now=LATER)
    assert match_waiting_tickets(desk.session, actor=desk.cast.ada, now=LATER) == 0
    assert desk.ticket(submitted).status == "Withdrawn"
    assert reopen_ticket(desk.session, submitted.ticket_id, "Yes.", actor=desk.cast.ada, now=LATER) is None
    assert (desk.ticket(submitted).status, desk.ticket(submitted).ended_at) == ("Unmatched", None)


def test_a_reopened_ticket_goes_on_at_the_step_it_ended_on_and_the_time_closed_is_a_pause(desk: Desk) -> None:
    submitted = desk.submit()
    for choice in ("Assign", "Done", None):
        desk.choose(submitted, choice, MORNING + HOUR)
    with pytest.raises(Invalid):
        reopen_ticket(desk.session, submitted.ticket_id, "", actor=desk.cast.cora, now=LATER)
    with pytest.raises(NotPermitted):
        reopen_ticket(desk.session, submitted.ticket_id, "No!", actor=desk.cast.rita, now=LATER)
    back = MORNING + 5 * HOUR
    item_id = reopen_ticket(desk.session, submitted.ticket_id, "Broken.", actor=desk.cast.cora, now=back)
    item, task = desk.open_item(submitted), desk.task(submitted)
    assert (item.id, item.step_name, item.visit, task.visit) == (item_id, "Verify", 3, 3)
    assert (task.due_at, task.ended_at, task.status) == (MORNING + 12 * HOUR, None, "in progress")
    assert item.due_at == task.step_due_at == back + timedelta(hours=1, minutes=36)
    assert (desk.ticket(submitted).status, desk.ticket(submitted).ended_at) == ("In Progress", None)
    with pytest.raises(Refused, match="only ended tickets"):
        reopen_ticket(desk.session, submitted.ticket_id, "Again.", actor=desk.cast.cora, now=back)
    sent = len(desk.messages(submitted, "send_task_completed_notification"))
    desk.choose(submitted, None, back)
    assert len(desk.messages(submitted, "send_task_completed_notification")) == 2 * sent


def test_cancelled_on_hold_and_reopened_the_pause_counts_from_the_hold(desk: Desk) -> None:
    submitted = desk.submit()
    item = desk.open_item(submitted)
    hold_item(desk.session, item.id, "Parts.", actor=desk.holder(submitted), now=MORNING + HOUR)
    cancel_ticket(desk.session, submitted.ticket_id, "No.", actor=desk.cast.cora, now=MORNING + 2 * HOUR)
    reopen_ticket(desk.session, submitted.ticket_id, "Yes.", actor=desk.cast.cora, now=MORNING + 4 * HOUR)
    task = desk.task(submitted)
    assert (task.due_at, task.hold_reason, task.paused_at) == (MORNING + 11 * HOUR, None, None)
    assert desk.open_item(submitted).status == "new"


def test_a_system_that_is_not_configured_is_said_so_and_the_ticket_is_resolved(
    session: scoped_session[Session],
) -> None:
    desk = open_desk(session, replace(ONE_STEP, end_logic="asset"))
    submitted = desk.submit(department="IT Department", category="Others")
    desk.choose(submitted, None, LATER)
    assert desk.ticket(submitted).status == "Resolved"
    (row,) = [row for row in desk.messages(submitted) if row.destination == "ams"]
    assert row.status == "not configured"
    assert row.remark == "AMS is not configured, so nothing was sent and the ticket was resolved at once."
    assert "outbox.not_configured" in desk.kinds(submitted)


def test_a_configured_system_is_awaited_and_the_ticket_cannot_be_reopened(
    session: scoped_session[Session],
) -> None:
    desk = open_desk(session, replace(ONE_STEP, end_logic="budget"))
    submitted = desk.submit(department="IT Department", category="Others")
    desk.choose(submitted, None, LATER, configured_systems=frozenset({"bms"}))
    task, ticket = desk.task(submitted), desk.ticket(submitted)
    assert (task.status, task.waiting_on, task.paused_at, task.due_at) == (
        "pending external",
        "bms",
        LATER,
        None,
    )
    assert (ticket.status, ticket.ended_at) == ("Pending External", None)
    with pytest.raises(Refused, match="awaits an answer of BMS"):
        reopen_ticket(session, submitted.ticket_id, "Now.", actor=desk.cast.ada, now=LATER)
    with pytest.raises(Refused, match="awaits"):
        change_priority(session, submitted.ticket_id, "low", "x", actor=desk.cast.ada, now=LATER)
    (row,) = [row for row in desk.messages(submitted) if row.destination == "bms"]
    assert (row.status, row.remark) == ("waiting", None)


def test_the_due_times_a_change_would_set_are_shown_before_it(desk: Desk) -> None:
    submitted = desk.submit()
    previews = preview_priorities(desk.session, submitted.ticket_id, "high")
    assert [preview.priority for preview in previews] == ["urgent", "high", "medium", "low"]
    assert [preview.is_current for preview in previews] == [False, True, False, False]
    urgent = previews[0]
    change_priority(desk.session, submitted.ticket_id, "urgent", "CEO.", actor=desk.cast.cora, now=LATER)
    assert (desk.task(submitted).due_at, desk.task(submitted).step_due_at) == (
        urgent.due_at,
        urgent.step_due_at,
    )
    with pytest.raises(Refused, match="already"):
        change_priority(desk.session, submitted.ticket_id, "urgent", "x", actor=desk.cast.cora, now=LATER)
    with pytest.raises(Invalid):
        change_priority(desk.session, submitted.ticket_id, "now!", "x", actor=desk.cast.cora, now=LATER)

"""Moving running tickets to another version: what goes, what stays and why, and bringing them back."""

from __future__ import annotations

from datetime import timedelta

import pytest
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
    replaced,
    stood,
    undo,
)
from tests.services.sweeping import clock_events, sweep
from tts.domain.errors import Invalid
from tts.domain.moving import LEAVE
from tts.models import Moving
from tts.services.escalations import escalate_item, return_item
from tts.services.people import NewRole, add_member, create_role
from tts.services.tasks import hold_item, resume_item
from tts.services.tickets import cancel_ticket

HOUR = timedelta(hours=1)
NEW = 900_001


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_a_ticket_goes_on_at_the_same_step_with_its_holder_and_its_due_times(desk: Desk) -> None:
    ticket = desk.submit()
    before, version = stood(desk, ticket), next_version(desk, slas=HALF)
    moving_id = begin(desk, version)
    assert carry(desk).done == 1
    after = stood(desk, ticket)
    same = set(before) - {"workflow_version_id", "promise_version_id"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["workflow_version_id"] == version
    assert after["promise_version_id"] == desk.flow.version_id
    assert fates(desk, moving_id) == {ticket.ticket_id: ("moved", "")}
    assert desk.kinds(ticket)[-1] == "ticket.moved"
    assert desk.messages(ticket, "send_workflow_step_notification") == []
    assert desk.session.get_one(Moving, moving_id).status == "done"
    assert_true(desk)


def test_what_comes_after_a_kept_due_time_counts_by_the_promise_that_was_given(desk: Desk) -> None:
    ticket = desk.submit()
    begin(desk, next_version(desk, slas=HALF))
    carry(desk)
    desk.choose(ticket, "Assign", LATER + HOUR)
    task = desk.task(ticket)
    assert task.due_at == MORNING + 8 * HOUR
    assert task.step_due_at == LATER + HOUR + 8 * HOUR * 3 / 5
    assert_true(desk)


def test_due_times_follow_from_the_new_version_where_that_was_chosen(desk: Desk) -> None:
    ticket = desk.submit()
    begin(desk, next_version(desk, slas=HALF), keep_due=False)
    carry(desk, MORNING + timedelta(minutes=10))
    task = desk.task(ticket)
    assert (task.due_at, task.promise_version_id) == (MORNING + 4 * HOUR, None)
    assert task.step_due_at == MORNING + timedelta(minutes=48)
    told = desk.messages(ticket, "send_workflow_step_notification")
    assert [row.payload["kwargs"]["message"] for row in told] == [
        "“Triage” goes on in version 2 of IT Support Request. Its due time is another one."
    ]
    assert desk.told(ticket, "send_workflow_step_notification") == {desk.holder(ticket).name}
    assert_true(desk)


def test_a_due_time_that_lies_in_the_past_then_breaches_at_the_move_and_marks_fire_once(desk: Desk) -> None:
    ticket = desk.submit()
    sweep(desk, MORNING + timedelta(minutes=80))
    assert clock_events(desk, ticket) == ["step 80"]
    version = next_version(desk, slas=HALF)
    at = MORNING + timedelta(minutes=81)
    begin(desk, version, keep_due=False, now=at)
    carry(desk, at)
    assert clock_events(desk, ticket) == ["step 80", "step 90", "step 100"]
    breach = next(event for event in desk.events(ticket) if event.kind == "clock.breached")
    assert breach.facts["breached_at"] == at.isoformat()
    assert desk.kinds(ticket)[-1] == "item.assigned"
    assert "item.escalated" in desk.kinds(ticket)
    assert_true(desk)


def test_a_holder_who_has_the_new_role_keeps_the_item_and_hears_of_it(desk: Desk) -> None:
    ticket = desk.submit()
    holder = desk.holder(ticket)
    add_member(desk.session, desk.cast.role("Technician"), holder.user_id, actor=desk.cast.ada, now=LATER)
    technician = desk.cast.role("Technician")
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    item_id = desk.open_item(ticket).id
    begin(desk, version)
    carry(desk)
    item = desk.open_item(ticket)
    assert (item.id, item.holder_id, item.role_id) == (item_id, holder.user_id, technician)
    assert desk.told(ticket, "send_workflow_step_notification") == {holder.name}
    assert_true(desk)


def test_a_holder_without_the_new_role_gives_the_item_to_whose_turn_it_is(desk: Desk) -> None:
    ticket = desk.submit()
    was, before = desk.holder(ticket), stood(desk, ticket)
    technician = desk.cast.role("Technician")
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    moving_id = begin(desk, version)
    carry(desk)
    assert desk.holder(ticket).name in ("Tom", "Tina")
    assert desk.told(ticket, "send_workflow_step_notification") == {was.name}
    assert desk.kinds(ticket)[-2:] == ["ticket.moved", "item.assigned"]
    assert_true(desk)
    undo(desk, moving_id)
    assert stood(desk, ticket) == before | {"item_status": "new"}
    assert_true(desk)


def test_a_step_that_is_gone_needs_a_choice_and_its_time_counts_at_the_step_that_was_chosen(
    desk: Desk,
) -> None:
    ticket = desk.submit()
    desk.choose(ticket, "Assign", MORNING + HOUR)
    version = next_version(desk, replaced(desk, "Resolve", NEW, "Repair"))
    with pytest.raises(Invalid) as refusal:
        begin(desk, version)
    old = desk.flow.step("Resolve")
    assert refusal.value.fields == {
        f"target_{old}": "“Resolve” is not in version 2: choose where its tickets go."
    }
    before = stood(desk, ticket)
    moving_id = begin(desk, version, targets={old: NEW}, keep_due=False, now=MORNING + 2 * HOUR)
    carry(desk, MORNING + 2 * HOUR)
    item, task = desk.open_item(ticket), desk.task(ticket)
    assert (item.step_id, item.step_name, task.step_id) == (NEW, "Repair", NEW)
    assert (task.step_due_at, task.due_at) == (before["step_due_at"], before["due_at"])
    assert_true(desk)
    undo(desk, moving_id, MORNING + 3 * HOUR)
    assert stood(desk, ticket) == before
    assert fates(desk, moving_id) == {ticket.ticket_id: ("undone", "")}
    assert_true(desk)


def test_a_target_must_be_a_step_of_the_version_and_steps_may_be_left(desk: Desk) -> None:
    ticket = desk.submit()
    old, version = desk.flow.step("Triage"), next_version(desk, replaced(desk, "Triage", NEW, "Sort"))
    for targets in ({old: 123_456}, {NEW: old}):
        with pytest.raises(Invalid):
            begin(desk, version, targets=targets)
    moving_id = begin(desk, version, targets={old: LEAVE})
    carry(desk)
    assert fates(desk, moving_id)[ticket.ticket_id] == (
        "stayed",
        "Tickets at “Triage” were left where they are.",
    )


def test_a_ticket_stays_where_nobody_could_work_on_it(desk: Desk) -> None:
    ticket = desk.submit()
    empty = create_role(desk.session, NewRole("Night shift"), actor=desk.cast.ada, now=LATER)
    version = next_version(desk, changed(desk, "Triage", role_id=empty, role_name="Night shift"))
    moving_id = begin(desk, version)
    carry(desk)
    assert fates(desk, moving_id)[ticket.ticket_id] == (
        "stayed",
        "“Triage” in version 2 is for Night shift, and nobody has that role.",
    )
    assert desk.task(ticket).workflow_version_id == desk.flow.version_id


def test_what_ended_or_moved_on_meanwhile_is_judged_again(desk: Desk) -> None:
    ended, moved_on = desk.submit(), desk.submit()
    version = next_version(desk, replaced(desk, "Resolve", NEW, "Repair"))
    moving_id = begin(desk, version)
    cancel_ticket(desk.session, ended.ticket_id, "asked twice", actor=desk.cast.ada, now=LATER)
    desk.choose(moved_on, "Assign", LATER)
    carry(desk)
    assert fates(desk, moving_id) == {
        ended.ticket_id: ("stayed", "It ended before its turn came."),
        moved_on.ticket_id: (
            "stayed",
            "It came to “Resolve” after the move had begun, and version 2 has no such step."
            " Move it again, with a choice for that step.",
        ),
    }
    assert_true(desk)


def test_an_escalated_ticket_goes_along_if_its_new_step_goes_up_to_the_same_role(desk: Desk) -> None:
    ticket = desk.submit()
    escalate_item(desk.session, desk.open_item(ticket).id, "stuck", actor=desk.holder(ticket), now=LATER)
    technician = desk.cast.role("Technician")
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    before = stood(desk, ticket)
    moving_id = begin(desk, version)
    carry(desk)
    assert stood(desk, ticket)["item"] == before["item"]
    undo(desk, moving_id)
    assert stood(desk, ticket) == before
    again = begin(desk, version)
    carry(desk)
    assert fates(desk, again) == {ticket.ticket_id: ("moved", "")}
    return_item(desk.session, desk.open_item(ticket).id, "go on", actor=desk.holder(ticket), now=LATER)
    assert desk.open_item(ticket).role_id == technician
    assert_true(desk)


def test_an_escalated_ticket_stays_where_its_new_step_goes_up_to_nobody(desk: Desk) -> None:
    ticket = desk.submit()
    escalate_item(desk.session, desk.open_item(ticket).id, "stuck", actor=desk.holder(ticket), now=LATER)
    moving_id = begin(desk, next_version(desk, changed(desk, "Triage", escalate_to=None)))
    carry(desk)
    state, reason = fates(desk, moving_id)[ticket.ticket_id]
    assert state == "stayed"
    assert reason.startswith("It is escalated to Manager, and “Triage” does not escalate to that role")


def test_a_hold_is_kept_and_a_step_that_pauses_stops_the_clocks(desk: Desk) -> None:
    held, running = desk.submit(), desk.submit()
    hold_item(desk.session, desk.open_item(held).id, "vendor", actor=desk.holder(held), now=LATER)
    graph = changed(desk, "Triage", pauses_clock=True, weight=None)
    befores = [stood(desk, held), stood(desk, running)]
    moving_id = begin(desk, next_version(desk, graph), keep_due=False, now=LATER + HOUR / 12)
    carry(desk, LATER + HOUR / 12)
    assert desk.open_item(held).status == "on hold"
    task = desk.task(running)
    assert (task.due_at, task.left, task.pause_reason) == (None, 7 * HOUR - HOUR / 12, "at Triage")
    assert_true(desk)
    undo(desk, moving_id, LATER + HOUR / 6)
    assert [stood(desk, held), stood(desk, running)] == befores
    resume_item(desk.session, desk.open_item(held).id, actor=desk.holder(held), now=LATER + HOUR)
    assert desk.task(held).due_at == MORNING + 9 * HOUR
    assert_true(desk)


def test_a_hold_that_ends_at_a_step_that_pauses_leaves_the_step_as_the_reason(desk: Desk) -> None:
    ticket = desk.submit()
    hold_item(desk.session, desk.open_item(ticket).id, "vendor", actor=desk.holder(ticket), now=LATER)
    graph = changed(desk, "Triage", pauses_clock=True, weight=None)
    begin(desk, next_version(desk, graph), keep_due=False, now=LATER)
    carry(desk)
    resume_item(desk.session, desk.open_item(ticket).id, actor=desk.holder(ticket), now=LATER + HOUR)
    task = desk.task(ticket)
    assert (task.pause_reason, task.paused_at) == ("at Triage", LATER + HOUR)
    assert task.pauses[0][2] == "on hold"
    assert_true(desk)


def test_clocks_run_on_where_the_new_step_does_not_pause_them(desk: Desk) -> None:
    paused = next_version(desk, changed(desk, "Triage", pauses_clock=True, weight=None))
    ticket = desk.submit()
    assert desk.task(ticket).due_at is None
    back = next_version(desk, number=3)
    begin(desk, back, was=paused, keep_due=False)
    carry(desk)
    task = desk.task(ticket)
    assert (task.due_at, task.step_due_at) == (LATER + 8 * HOUR, LATER + 8 * HOUR / 5)
    assert_true(desk)


def test_nothing_of_a_move_reaches_the_requester_or_the_source(desk: Desk) -> None:
    ticket = desk.submit()
    sent = len(desk.messages(ticket))
    begin(desk, next_version(desk, slas=HALF), keep_due=False)
    carry(desk, MORNING + timedelta(minutes=5))
    new = desk.messages(ticket)[sent:]
    assert [row.payload["kwargs"]["user_id"] for row in new] == [desk.holder(ticket).user_id]

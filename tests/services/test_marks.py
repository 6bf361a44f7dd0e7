"""Marks of a desk at work: who is told when, what a breach sets in motion, and that each comes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, leave
from tests.desk import Desk, open_desk
from tests.services.sweeping import clock_events, prove, sweep
from tests.workflows import HOUR, ONE_STEP, SUPPORT, store_workflow
from tts.models import Escalation, Role, Task, TaskItem
from tts.services.escalations import escalate_item, return_item
from tts.services.tasks import claim_item, hold_item, resume_item, transfer_item
from tts.services.tickets import SubmittedTicket, change_priority, withdraw_ticket

SHARE = timedelta(hours=1, minutes=36)
"""Triage's share of a high ticket: .2 of 8 hours."""


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def part(percent: int) -> timedelta:
    return SHARE * percent / 100


def raised(desk: Desk) -> Escalation:
    desk.session.expire_all()
    return desk.session.scalars(sa.select(Escalation)).one()


def test_at_80_percent_the_assignee_is_warned_and_nobody_else(desk: Desk) -> None:
    submitted = desk.submit()
    sweep(desk, MORNING + part(80) - timedelta(seconds=1))
    assert clock_events(desk, submitted) == []
    sweep(desk, MORNING + part(80))
    assert clock_events(desk, submitted) == ["step 80"]
    assert desk.told(submitted, "send_sla_warning_notification") == {desk.holder(submitted).name}


def test_at_90_percent_assignee_and_coordinator_are_warned(desk: Desk) -> None:
    submitted = desk.submit()
    sweep(desk, MORNING + part(80))
    sweep(desk, MORNING + part(90))
    assert clock_events(desk, submitted) == ["step 80", "step 90"]
    assert desk.told(submitted, "send_sla_warning_notification") == {desk.holder(submitted).name, "Cora"}


def test_a_breach_escalates_by_itself_and_tells_old_and_new_holder_and_the_coordinator(desk: Desk) -> None:
    submitted = desk.submit()
    first, holder = desk.open_item(submitted), desk.holder(submitted)
    first_id, due_at = first.id, first.due_at
    sweep(desk, MORNING + SHARE)
    item = desk.open_item(submitted)
    assert (item.role_id, item.origin, item.due_at) == (desk.cast.role("Manager"), "Escalation", due_at)
    late = desk.session.get_one(TaskItem, first_id)
    assert (late.status, late.breached_at) == ("escalated", MORNING + SHARE)
    assert (raised(desk).by_breach, raised(desk).raised_by_id) == (True, None)
    manager = desk.holder(submitted).name
    assert desk.told(submitted, "send_escalation_notification") == {holder.name, manager, "Cora"}
    assert desk.told(submitted, "send_sla_breach_notification") == {holder.name, "Cora"}


def test_sweeping_again_and_again_fires_nothing_twice(desk: Desk) -> None:
    submitted = desk.submit()
    for minutes in range(0, 200, 7):
        sweep(desk, MORNING + timedelta(minutes=minutes))
    assert clock_events(desk, submitted) == ["step 80", "step 90", "step 100"]
    assert desk.kinds(submitted).count("item.escalated") == 1
    prove(desk)


def test_after_downtime_late_marks_come_once_each_and_in_order(desk: Desk) -> None:
    submitted = desk.submit()
    result = sweep(desk, MORNING + timedelta(hours=9))
    assert (result.marked, result.failed) == (6, 0)
    assert result.lateness == timedelta(hours=9) - part(80)
    assert clock_events(desk, submitted) == [
        "step 80",
        "step 90",
        "step 100",
        "ticket 80",
        "ticket 90",
        "ticket 100",
    ]
    assert desk.task(submitted).breached_at == MORNING + timedelta(hours=8)
    assert sweep(desk, MORNING + timedelta(hours=10)).marked == 0


def test_the_breach_of_the_ticket_tells_holder_and_coordinator_and_escalates_nothing(desk: Desk) -> None:
    submitted = desk.submit()
    desk.choose(submitted, "Assign", MORNING + HOUR)
    desk.choose(submitted, "Done", MORNING + 2 * HOUR)
    sweep(desk, MORNING + 7 * HOUR)
    before = len(desk.messages(submitted, "send_sla_breach_notification"))
    sweep(desk, MORNING + 8 * HOUR)
    late = desk.messages(submitted, "send_sla_breach_notification")[before:]
    manager = desk.holder(submitted)
    assert {row.payload["kwargs"]["user_id"] for row in late} == {manager.user_id, desk.cast.cora.user_id}
    assert {row.payload["kwargs"]["scope"] for row in late} == {"ticket"}
    assert desk.kinds(submitted).count("item.escalated") == 1
    prove(desk)


def test_nothing_comes_due_on_hold(desk: Desk) -> None:
    submitted = desk.submit()
    hold_item(
        desk.session,
        desk.open_item(submitted).id,
        "Waiting for parts.",
        actor=desk.holder(submitted),
        now=MORNING + 3 * HOUR,
    )
    sweep(desk, MORNING + timedelta(days=3))
    assert clock_events(desk, submitted) == []
    prove(desk)


def test_each_visit_has_its_marks_and_the_ticket_has_its_own_once(desk: Desk) -> None:
    submitted = desk.submit()
    desk.choose(submitted, "Assign", MORNING + HOUR)
    desk.choose(submitted, "Done", MORNING + 2 * HOUR)
    sweep(desk, MORNING + 2 * HOUR + part(80))
    desk.choose(submitted, "Not solved", MORNING + 2 * HOUR + part(85), note="Still beeps.")
    desk.choose(submitted, "Done", MORNING + 2 * HOUR + part(86))
    sweep(desk, MORNING + timedelta(hours=7, minutes=59))
    assert clock_events(desk, submitted) == [
        "step 80",
        "step 80",
        "step 90",
        "step 100",
        "ticket 80",
        "ticket 90",
    ]
    prove(desk)


def test_a_mark_nobody_swept_is_told_of_by_the_act_that_ends_the_visit(desk: Desk) -> None:
    submitted = desk.submit()
    holder, item_id = desk.holder(submitted).name, desk.open_item(submitted).id
    desk.choose(submitted, "Assign", MORNING + timedelta(hours=2))
    assert clock_events(desk, submitted) == ["step 80", "step 90", "step 100"]
    assert desk.session.get_one(TaskItem, item_id).breached_at == MORNING + SHARE
    assert "item.escalated" not in desk.kinds(submitted)
    assert desk.told(submitted, "send_sla_breach_notification") == {"Cora"}
    assert holder not in desk.told(submitted, "send_sla_warning_notification")
    prove(desk)


def test_withdrawing_tells_of_what_was_reached_before_and_of_nothing_later(desk: Desk) -> None:
    submitted = desk.submit()
    withdraw_ticket(desk.session, submitted.ticket_id, actor=desk.cast.rita, now=MORNING + part(85))
    assert clock_events(desk, submitted) == ["step 80"]
    sweep(desk, MORNING + timedelta(days=9))
    assert clock_events(desk, submitted) == ["step 80"]
    assert desk.task(submitted).next_mark_at is None


def test_a_hold_moves_what_is_left_and_what_was_reached_comes_when_it_ends(desk: Desk) -> None:
    submitted = desk.submit()
    item_id, holder = desk.open_item(submitted).id, desk.holder(submitted)
    hold_item(desk.session, item_id, "Waiting.", actor=holder, now=MORNING + part(85))
    sweep(desk, MORNING + 5 * HOUR)
    assert clock_events(desk, submitted) == []
    resume_item(desk.session, item_id, actor=holder, now=MORNING + 6 * HOUR)
    sweep(desk, MORNING + 6 * HOUR)
    assert clock_events(desk, submitted) == ["step 80"]
    sweep(desk, MORNING + 6 * HOUR + part(5))
    assert clock_events(desk, submitted) == ["step 80", "step 90"]
    prove(desk)


def test_where_the_step_names_no_role_a_breach_tells_coordinator_and_admins(desk: Desk) -> None:
    lone = open_desk_with_one_step(desk)
    submitted = lone.submit(
        department="IT Department", category="Others", sub_category="Software Installation"
    )
    holder = lone.holder(submitted).name
    sweep(lone, MORNING + 8 * HOUR)
    assert lone.told(submitted, "send_sla_breach_notification") == {holder, "Cora", "Ada"}
    assert lone.kinds(submitted).count("item.escalated") == 0
    assert lone.holder(submitted).name == holder


def test_what_nobody_holds_warns_the_coordinator_instead(desk: Desk) -> None:
    for agent in ("Alice", "Bob", "Carol"):
        leave(desk.session, desk.cast.user_ids[agent], desk.cast.role("Agent"))
    submitted = desk.submit()
    sweep(desk, MORNING + part(80))
    assert desk.told(submitted, "send_sla_warning_notification") == {"Cora"}


def test_while_there_is_no_coordinator_admins_are_told(desk: Desk) -> None:
    leave(desk.session, desk.cast.user_ids["Cora"], desk.cast.role("Ticket Coordinator"))
    submitted = desk.submit()
    sweep(desk, MORNING + part(90))
    assert desk.told(submitted, "send_sla_warning_notification") == {desk.holder(submitted).name, "Ada"}


def test_an_item_escalated_by_hand_is_not_escalated_again_by_its_breach(desk: Desk) -> None:
    submitted = escalate(desk)
    manager = desk.holder(submitted).name
    sweep(desk, MORNING + SHARE)
    assert desk.kinds(submitted).count("item.escalated") == 1
    assert desk.holder(submitted).name == manager
    assert desk.told(submitted, "send_sla_breach_notification") == {manager, "Cora"}


def test_a_late_item_that_was_returned_is_not_escalated_again_in_this_visit(desk: Desk) -> None:
    submitted = desk.submit()
    sweep(desk, MORNING + SHARE)
    return_item(
        desk.session,
        desk.open_item(submitted).id,
        "Please finish it.",
        actor=desk.holder(submitted),
        now=MORNING + 2 * HOUR,
    )
    sweep(desk, MORNING + timedelta(hours=6))
    assert desk.kinds(submitted).count("item.escalated") == 1
    prove(desk)


def test_an_escalation_nobody_answers_is_told_of_once_more_after_another_share(desk: Desk) -> None:
    submitted = escalate(desk)
    sweep(desk, MORNING + HOUR + SHARE - timedelta(seconds=1))
    assert "escalation.reminded" not in desk.kinds(submitted)
    for hours in (0, 1, 2):
        sweep(desk, MORNING + HOUR + SHARE + hours * HOUR)
    assert desk.kinds(submitted).count("escalation.reminded") == 1
    reminders = [
        row.payload["kwargs"]["to_user_id"]
        for row in desk.messages(submitted, "send_escalation_notification")
        if row.created_at == MORNING + HOUR + SHARE
    ]
    names = {desk.cast.called(user_id).name for user_id in reminders}
    assert names == {"Max", "Mona", "Cora", "Ada"}
    assert len(reminders) == len(names)
    assert raised(desk).reminded_at == MORNING + HOUR + SHARE
    prove(desk)


@pytest.mark.parametrize("answer", ["reassigned", "another priority", "returned", "acted on"])
def test_an_answered_escalation_is_not_told_of_again(desk: Desk, answer: str) -> None:
    submitted = escalate(desk)
    item_id, manager = desk.open_item(submitted).id, desk.holder(submitted)
    now = MORNING + HOUR + timedelta(minutes=5)
    other = desk.cast.mona if manager.name == "Max" else desk.cast.max
    if answer == "reassigned":
        assert other.user_id is not None
        transfer_item(desk.session, item_id, other.user_id, "Yours.", actor=manager, now=now)
    elif answer == "another priority":
        change_priority(desk.session, submitted.ticket_id, "low", "It can wait.", actor=manager, now=now)
    elif answer == "returned":
        return_item(desk.session, item_id, "Go on.", actor=manager, now=now)
    else:
        desk.choose(submitted, "Assign", now)
    sweep(desk, MORNING + timedelta(days=2))
    assert "escalation.reminded" not in desk.kinds(submitted)
    prove(desk)


def test_a_breach_into_an_empty_role_waits_in_its_queue_and_admins_are_told(desk: Desk) -> None:
    desk.session.execute(sa.update(Role).where(Role.name == "Manager").values(is_active=False))
    desk.session.commit()
    submitted = desk.submit()
    sweep(desk, MORNING + SHARE)
    item = desk.open_item(submitted)
    assert (item.holder_id, item.status, item.origin) == (None, "waiting", "Escalation")
    assert "Ada" in desk.told(submitted, "send_workflow_step_notification")


def test_a_due_time_that_another_priority_moves_into_the_past_is_a_breach_of_that_moment(desk: Desk) -> None:
    submitted = desk.submit(priority="low")
    item_id = desk.open_item(submitted).id
    now = MORNING + 9 * HOUR
    change_priority(
        desk.session, submitted.ticket_id, "urgent", "The boss waits.", actor=desk.cast.cora, now=now
    )
    assert desk.session.get_one(TaskItem, item_id).breached_at == now
    assert desk.task(submitted).breached_at == now
    assert desk.open_item(submitted).origin == "Escalation"
    assert clock_events(desk, submitted)[-1] == "ticket 100"
    sweep(desk, now + HOUR)
    assert len(clock_events(desk, submitted)) == 6
    prove(desk)


def test_marks_that_fired_do_not_fire_again_after_another_priority(desk: Desk) -> None:
    submitted = desk.submit()
    sweep(desk, MORNING + part(90))
    change_priority(
        desk.session, submitted.ticket_id, "low", "No hurry.", actor=desk.cast.cora, now=MORNING + part(95)
    )
    sweep(desk, MORNING + timedelta(hours=23, minutes=59))
    assert clock_events(desk, submitted) == ["step 80", "step 90"]
    sweep(desk, MORNING + timedelta(hours=24))
    assert clock_events(desk, submitted) == ["step 80", "step 90", "step 100"]
    prove(desk)


def test_a_breach_stays_a_fact_when_the_due_time_moves_into_the_future(desk: Desk) -> None:
    submitted = desk.submit()
    item_id = desk.open_item(submitted).id
    sweep(desk, MORNING + SHARE)
    now = MORNING + 2 * HOUR
    change_priority(desk.session, submitted.ticket_id, "low", "No hurry.", actor=desk.cast.cora, now=now)
    assert desk.session.get_one(TaskItem, item_id).breached_at == MORNING + SHARE
    prove(desk)


def test_without_a_promise_nothing_is_marked_and_nothing_waits_for_a_sweep(
    session: scoped_session[Session],
) -> None:
    desk = open_desk(session, replace(SUPPORT, slas={}))
    submitted = desk.submit()
    sweep(desk, MORNING + timedelta(days=400))
    assert clock_events(desk, submitted) == []
    assert desk.task(submitted).next_mark_at is None


def test_claiming_an_escalated_item_from_the_queue_is_not_an_answer(desk: Desk) -> None:
    submitted = escalate(desk)
    desk.session.execute(
        sa.update(TaskItem).where(TaskItem.closed_at.is_(None)).values(holder_id=None, status="waiting")
    )
    desk.session.commit()
    claim_item(desk.session, desk.open_item(submitted).id, actor=desk.cast.max, now=MORNING + 2 * HOUR)
    sweep(desk, MORNING + HOUR + SHARE)
    assert desk.kinds(submitted).count("escalation.reminded") == 1


def escalate(desk: Desk) -> SubmittedTicket:
    """A ticket whose holder escalated it after an hour."""
    submitted = desk.submit()
    item = desk.open_item(submitted)
    escalate_item(desk.session, item.id, "Stuck.", actor=desk.holder(submitted), now=MORNING + HOUR)
    return submitted


def open_desk_with_one_step(desk: Desk) -> Desk:
    """The same people with the workflow that cannot escalate."""
    return replace(desk, flow=store_workflow(desk.session, desk.cast, ONE_STEP))


def test_a_tasks_next_mark_is_kept_for_every_open_task(desk: Desk) -> None:
    submitted = desk.submit()
    assert desk.task(submitted).next_mark_at == MORNING + part(80)
    assert desk.session.scalar(sa.select(sa.func.count()).where(Task.next_mark_at.is_(None))) == 0

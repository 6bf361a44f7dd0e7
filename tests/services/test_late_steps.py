"""A step that runs out of time: it goes up by itself, once; whoever does not answer is told again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.sweeping import clock_events, prove, sweep
from tests.workflows import HOUR, ONE_STEP, store_workflow
from tts.models import Escalation, Role, TaskItem
from tts.services.escalations import escalate_item, return_item
from tts.services.tasks import claim_item, hold_item, resume_item, transfer_item
from tts.services.tickets import SubmittedTicket, change_priority

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


def escalate(desk: Desk) -> SubmittedTicket:
    """A ticket whose holder escalated it after an hour."""
    submitted = desk.submit()
    item = desk.open_item(submitted)
    escalate_item(desk.session, item.id, "Stuck.", actor=desk.holder(submitted), now=MORNING + HOUR)
    return submitted


def open_desk_with_one_step(desk: Desk) -> Desk:
    """The same people with the workflow that cannot escalate."""
    return replace(desk, flow=store_workflow(desk.session, desk.cast, ONE_STEP))


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


def hold(desk: Desk, submitted: SubmittedTicket, now: datetime) -> None:
    hold_item(desk.session, desk.open_item(submitted).id, "A part.", actor=desk.holder(submitted), now=now)


def test_on_hold_too_a_due_time_moved_into_the_past_is_a_breach_of_that_moment(desk: Desk) -> None:
    submitted = desk.submit(priority="low")
    hold(desk, submitted, MORNING + 9 * HOUR)
    now = MORNING + 20 * HOUR
    change_priority(desk.session, submitted.ticket_id, "urgent", "Now!", actor=desk.cast.cora, now=now)
    item = desk.open_item(submitted)
    assert desk.task(submitted).breached_at == now
    assert (item.origin, item.status, item.due_at) == ("Escalation", "on hold", None)
    resume_item(desk.session, item.id, actor=desk.cast.cora, now=now + HOUR)
    sweep(desk, now + 2 * HOUR)
    assert len(clock_events(desk, submitted)) == 6
    prove(desk)


def test_what_was_reached_before_a_hold_is_told_of_before_another_priority_takes_it_away(desk: Desk) -> None:
    submitted = desk.submit()
    hold(desk, submitted, MORNING + part(95))
    cora, now = desk.cast.cora, MORNING + 9 * HOUR
    change_priority(desk.session, submitted.ticket_id, "low", "No hurry.", actor=cora, now=now)
    assert clock_events(desk, submitted) == ["step 80", "step 90"]
    resume_item(desk.session, desk.open_item(submitted).id, actor=cora, now=now)
    sweep(desk, now + HOUR)
    assert clock_events(desk, submitted) == ["step 80", "step 90"]
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


def test_claiming_an_escalated_item_from_the_queue_is_not_an_answer(desk: Desk) -> None:
    submitted = escalate(desk)
    desk.session.execute(
        sa.update(TaskItem).where(TaskItem.closed_at.is_(None)).values(holder_id=None, status="waiting")
    )
    desk.session.commit()
    claim_item(desk.session, desk.open_item(submitted).id, actor=desk.cast.max, now=MORNING + 2 * HOUR)
    sweep(desk, MORNING + HOUR + SHARE)
    assert desk.kinds(submitted).count("escalation.reminded") == 1

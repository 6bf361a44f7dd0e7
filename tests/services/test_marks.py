"""Marks of a desk at work: who is told when, and that each comes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, leave
from tests.desk import Desk, open_desk
from tests.services.sweeping import clock_events, prove, sweep
from tests.workflows import HOUR, SUPPORT
from tts.models import Task, TaskItem
from tts.services.tasks import hold_item, resume_item
from tts.services.tickets import withdraw_ticket

SHARE = timedelta(hours=1, minutes=36)
"""Triage's share of a high ticket: .2 of 8 hours."""


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def part(percent: int) -> timedelta:
    return SHARE * percent / 100


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


def test_without_a_promise_nothing_is_marked_and_nothing_waits_for_a_sweep(
    session: scoped_session[Session],
) -> None:
    desk = open_desk(session, replace(SUPPORT, slas={}))
    submitted = desk.submit()
    sweep(desk, MORNING + timedelta(days=400))
    assert clock_events(desk, submitted) == []
    assert desk.task(submitted).next_mark_at is None


def test_a_tasks_next_mark_is_kept_for_every_open_task(desk: Desk) -> None:
    submitted = desk.submit()
    assert desk.task(submitted).next_mark_at == MORNING + part(80)
    assert desk.session.scalar(sa.select(sa.func.count()).where(Task.next_mark_at.is_(None))) == 0

"""Clocks in working hours, end to end: holds over night, weekends, holidays, other priorities, reopening."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tests.workflows import HOUR, SUPPORT, Arrow, Place, Plan
from tts.domain.working_time import read_calendar
from tts.models import Task, TaskItem
from tts.queries.clock_proof import prove_clocks
from tts.queries.inbox import items_of
from tts.services.tasks import hold_item, resume_item, transfer_item
from tts.services.tickets import SubmittedTicket, cancel_ticket, change_priority, reopen_ticket
from tts.services.workflows import revise_workflow, save_details

OFFICE = read_calendar(
    {
        "tz": "Europe/Berlin",
        "week": {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)},
        "holidays": ["2026-11-30"],
    }
)
"""Eight hours a day with a lunch break; Monday 30 November is a holiday."""


def at(text: str) -> datetime:
    """Berlin time of November and December 2026: "27 16:00", "+1 10:00" for December."""
    day, clock = text.split()
    month = 12 if day.startswith("+") else 11
    return datetime.fromisoformat(f"2026-{month}-{int(day):02d}T{clock}:00+01:00")


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk that works in office hours; high is promised eight hours, Triage has 1 h 36 min of them."""
    return open_desk(session, replace(SUPPORT, calendar=OFFICE))


def dues(desk: Desk, submitted: SubmittedTicket) -> tuple[datetime | None, datetime | None]:
    task = desk.task(submitted)
    assert desk.open_item(submitted).due_at == task.step_due_at
    return task.due_at, task.step_due_at


def faults(desk: Desk) -> list[str]:
    desk.session.rollback()
    return [sentence for proof in prove_clocks(desk.session) for sentence in proof.differences]


def test_a_ticket_of_friday_afternoon_is_due_after_weekend_and_holiday(desk: Desk) -> None:
    submitted = desk.submit(now=at("27 17:00"))
    assert dues(desk, submitted) == (at("+1 17:00"), at("+1 09:36"))
    assert faults(desk) == []


def test_a_ticket_that_comes_on_sunday_has_its_whole_promise(desk: Desk) -> None:
    submitted = desk.submit(now=at("22 03:17"))
    assert dues(desk, submitted) == (at("23 18:00"), at("23 10:36"))


def test_a_hold_over_night_costs_only_the_open_time_of_it(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 09:00"))
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Waits for parts.", actor=holder, now=at("23 10:00"))
    task = desk.task(submitted)
    assert (task.due_at, task.left, task.step_left) == (None, 7 * HOUR, timedelta(minutes=36))
    assert items_of(desk.session, holder).rows[0].left == timedelta(minutes=36)
    assert faults(desk) == []
    resume_item(desk.session, item.id, actor=holder, now=at("24 10:00"))
    assert dues(desk, submitted) == (at("24 18:00"), at("24 10:36"))
    assert (desk.task(submitted).left, desk.task(submitted).step_left) == (None, None)
    assert faults(desk) == []


def test_a_hold_outside_hours_changes_nothing_and_a_resume_there_is_due_within_them(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 09:00"))
    before = dues(desk, submitted)
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "At lunch.", actor=holder, now=at("23 12:00"))
    resume_item(desk.session, item.id, actor=holder, now=at("23 13:00"))
    assert dues(desk, submitted) == before
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=at("23 17:00"))
    resume_item(desk.session, item.id, actor=holder, now=at("23 23:30"))
    assert desk.task(submitted).due_at == at("24 10:00")
    assert faults(desk) == []


def test_two_holds_within_a_minute_both_count_to_the_microsecond(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 09:00"))
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    now = at("23 09:10")
    for _ in range(2):
        hold_item(desk.session, item.id, "Again.", actor=holder, now=now)
        now += timedelta(seconds=10, microseconds=7)
        resume_item(desk.session, item.id, actor=holder, now=now)
        now += timedelta(seconds=10)
    assert desk.task(submitted).due_at == at("23 18:00") + (
        timedelta(seconds=20, microseconds=14) + at("24 09:00") - at("23 18:00")
    )
    assert faults(desk) == []


def test_another_priority_keeps_every_pause_in_working_hours(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 16:00"))
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=at("23 17:00"))
    resume_item(desk.session, item.id, actor=holder, now=at("24 10:00"))
    change = change_priority(
        desk.session, submitted.ticket_id, "urgent", "Boss.", actor=desk.cast.cora, now=at("24 10:30")
    )
    assert change.due_was == at("24 18:00")
    assert change.due_at == dues(desk, submitted)[0] == at("24 14:00")
    assert desk.task(submitted).step_due_at == at("23 16:48")
    assert faults(desk) == []


def test_a_ticket_closed_on_friday_and_reopened_on_tuesday_lost_no_time(desk: Desk) -> None:
    submitted = desk.submit(now=at("27 15:00"))
    cancel_ticket(desk.session, submitted.ticket_id, "Doubled.", actor=desk.cast.cora, now=at("27 16:00"))
    reopen_ticket(desk.session, submitted.ticket_id, "Not so.", actor=desk.cast.cora, now=at("+1 10:00"))
    assert dues(desk, submitted) == (at("+1 18:00"), at("+1 10:36"))
    assert faults(desk) == []


def test_coming_back_to_a_step_leaves_what_was_not_spent_in_working_hours(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 16:00"))
    desk.choose(submitted, "Assign", at("23 17:00"))
    desk.choose(submitted, "Done", at("24 10:00"))
    desk.choose(submitted, "Not solved", at("24 10:30"), note="Still dark.")
    share, spent = 0.6 * 8 * HOUR, 2 * HOUR
    assert desk.task(submitted).step_due_at == at("24 10:30") + share - spent + HOUR
    assert faults(desk) == []


def test_a_due_time_does_not_jump_when_an_overdue_item_is_transferred_at_night(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 09:00"))
    due = dues(desk, submitted)
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    other = desk.cast.bob if holder.name == "Alice" else desk.cast.alice
    assert other.user_id is not None
    night = at("24 23:30")
    transfer_item(desk.session, item.id, other.user_id, "Off home.", actor=holder, now=night)
    assert desk.holder(submitted).name == other.name
    assert dues(desk, submitted) == due == (at("23 18:00"), at("23 10:36"))
    assert faults(desk) == []


def test_a_later_step_is_not_born_overdue_because_the_first_one_was_late(desk: Desk) -> None:
    submitted = desk.submit(now=at("23 09:00"))
    desk.choose(submitted, "Assign", at("26 09:00"))
    entered = desk.task(submitted)
    assert entered.step_due_at is not None
    assert entered.step_due_at > at("26 09:00")
    assert entered.due_at == at("23 18:00")
    assert faults(desk) == []


def test_another_calendar_leaves_running_clocks_as_they_are(desk: Desk) -> None:
    submitted = desk.submit(now=at("27 17:00"))
    due = dues(desk, submitted)
    workflow_id = desk.flow.workflow_id
    revise_workflow(desk.session, workflow_id, actor=desk.cast.ada, now=at("27 17:10"))
    save_details(desk.session, workflow_id, {"calendar": None}, actor=desk.cast.ada, now=at("27 17:20"))
    assert dues(desk, submitted) == due == (at("+1 17:00"), at("+1 09:36"))
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=at("27 17:30"))
    resume_item(desk.session, item.id, actor=holder, now=at("+1 10:00"))
    assert dues(desk, submitted) == (at("+2 09:30"), at("+1 11:06"))
    assert faults(desk) == []


def test_a_pausing_step_stands_still_over_the_weekend(session: scoped_session[Session]) -> None:
    parts = Plan(
        places=(
            Place("Order", "Agent", "1", is_start=True),
            Place("Parts ordered", "Agent", pauses_clock=True),
            Place("Install", "Agent", is_end=True),
        ),
        arrows=(Arrow("Order", "Sent", "Parts ordered"), Arrow("Parts ordered", "Came", "Install")),
        calendar=OFFICE,
    )
    desk = open_desk(session, parts)
    submitted = desk.submit(now=at("27 16:00"))
    desk.choose(submitted, "Sent", at("27 17:00"))
    assert (desk.task(submitted).due_at, desk.task(submitted).left) == (None, 7 * HOUR)
    desk.choose(submitted, "Came", at("+1 12:30"))
    assert dues(desk, submitted) == (at("+2 11:00"), None)
    assert [reason for _, _, reason in desk.task(submitted).pauses] == ["at Parts ordered"]
    assert faults(desk) == []


def test_verify_finds_a_due_time_that_was_altered_by_hand(desk: Desk) -> None:
    first, second = desk.submit(now=at("23 09:00")), desk.submit(now=at("23 09:00"))
    desk.session.execute(sa.update(Task).where(Task.id == first.task_id).values(due_at=at("23 18:00") + HOUR))
    desk.session.execute(sa.update(TaskItem).where(TaskItem.task_id == second.task_id).values(due_at=None))
    desk.session.commit()
    found = {proof.number: proof.differences for proof in prove_clocks(desk.session)}
    assert [len(found[one.number]) for one in (first, second)] == [1, 1]
    assert found[first.number][0].startswith("due time of the ticket is stored as 2026-11-23 18:00:00+00:00")
    assert "due time of the open item is stored as none" in found[second.number][0]

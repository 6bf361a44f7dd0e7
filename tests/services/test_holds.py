"""Hold, resume and pausing steps: what they do to both clocks, and that the stored due times follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.workflows import HOUR, Arrow, Place, Plan
from tts.domain.clocks import due_times
from tts.domain.errors import Invalid, Refused
from tts.models import Task
from tts.queries.due import clock_of
from tts.queries.versions import running_version
from tts.services.tasks import hold_item, resume_item, transfer_item
from tts.services.tickets import change_priority

LATER = MORNING + timedelta(minutes=2)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_hold_stops_both_clocks_and_resume_lets_them_run_on(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    with pytest.raises(Invalid):
        hold_item(desk.session, item.id, " ", actor=holder, now=LATER)
    hold_item(desk.session, item.id, "Waits for parts.", actor=holder, now=MORNING + HOUR)
    task = desk.task(submitted)
    assert (task.due_at, task.step_due_at, task.hold_reason, task.status) == (
        None,
        None,
        "Waits for parts.",
        "on hold",
    )
    assert desk.open_item(submitted).due_at is None
    assert desk.ticket(submitted).status == "On Hold"
    with pytest.raises(Refused, match="on hold already"):
        hold_item(desk.session, item.id, "Again.", actor=holder, now=MORNING + HOUR)
    with pytest.raises(Refused, match="on hold"):
        desk.choose(submitted, "Assign", MORNING + HOUR)
    resume_item(desk.session, item.id, actor=holder, now=MORNING + 3 * HOUR)
    task = desk.task(submitted)
    assert task.due_at == MORNING + 10 * HOUR
    assert task.step_due_at == desk.open_item(submitted).due_at == MORNING + timedelta(hours=3, minutes=36)
    assert (desk.ticket(submitted).status, desk.open_item(submitted).status) == ("In Progress", "in progress")
    with pytest.raises(Refused, match="not on hold"):
        resume_item(desk.session, item.id, actor=holder, now=LATER)


def test_a_transfer_keeps_the_hold(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Waits.", actor=holder, now=LATER)
    other = next(actor for actor in (desk.cast.alice, desk.cast.bob) if actor.user_id != holder.user_id)
    assert other.user_id is not None
    transfer_item(desk.session, item.id, other.user_id, "", actor=holder, now=LATER)
    passed = desk.open_item(submitted)
    assert (passed.status, passed.due_at) == ("on hold", None)
    assert desk.task(submitted).status == "on hold"
    resume_item(desk.session, passed.id, actor=other, now=LATER + HOUR)
    assert desk.task(submitted).due_at == MORNING + 9 * HOUR


PARTS = Plan(
    places=(
        Place("Triage", "Agent", "1", is_start=True),
        Place("Parts ordered", "Technician", pauses_clock=True),
        Place("File", "Agent", is_end=True),
    ),
    arrows=(Arrow("Triage", "Order", "Parts ordered"), Arrow("Parts ordered", "Came", "File")),
)


def test_a_pausing_step_stands_still_even_after_a_resumed_hold(session: scoped_session[Session]) -> None:
    desk = open_desk(session, PARTS)
    submitted = desk.submit()
    desk.choose(submitted, "Order", MORNING + HOUR)
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    assert desk.task(submitted).due_at is None
    hold_item(session, item.id, "Strike.", actor=holder, now=MORNING + 2 * HOUR)
    resume_item(session, item.id, actor=holder, now=MORNING + 3 * HOUR)
    assert desk.task(submitted).due_at is None
    desk.choose(submitted, "Came", MORNING + 11 * HOUR)
    task = desk.task(submitted)
    assert (task.due_at, task.step_due_at) == (MORNING + 18 * HOUR, None)


def test_the_stored_due_times_equal_what_follows_from_the_stored_values(desk: Desk) -> None:
    """Through every act that moves a clock, in one long story."""
    submitted = desk.submit()
    now = MORNING

    def check() -> None:
        task = desk.session.execute(
            sa.select(Task).where(Task.id == submitted.task_id).execution_options(populate_existing=True)
        ).scalar_one()
        version = running_version(desk.session, task.workflow_version_id)
        due = due_times(clock_of(task, version, desk.ticket(submitted).priority))
        assert (task.due_at, task.step_due_at) == (due.ticket, due.step)
        assert desk.open_item(submitted).due_at == due.step

    def later() -> None:
        nonlocal now
        now += timedelta(minutes=17, seconds=3, microseconds=421)

    check()
    for round_number in range(3):
        desk.choose(submitted, "Assign" if round_number == 0 else "Not solved", now, note="again")
        check()
        later()
        item = desk.open_item(submitted)
        hold_item(desk.session, item.id, "Parts.", actor=desk.holder(submitted), now=now)
        check()
        change_priority(
            desk.session,
            submitted.ticket_id,
            ("urgent", "low", "medium")[round_number],
            "The boss.",
            actor=desk.cast.cora,
            now=now,
        )
        check()
        later()
        resume_item(desk.session, item.id, actor=desk.holder(submitted), now=now)
        check()
        later()
        desk.choose(submitted, "Done", now)
        check()
        later()

"""Before a priority is changed: both due times now and as they would be, and what breaches at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.domain.clocks import Clock, due_times
from tts.domain.words import Priority
from tts.queries.ticket_may import PriorityChoice, priority_choices, tell_choices
from tts.queries.ticket_page import standing_of
from tts.services.tasks import hold_item, resume_item
from tts.services.tickets import change_priority
from tts.web.item_face import clock_of

HOUR = timedelta(hours=1)
Db = scoped_session[Session]


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk; high is promised eight hours, Triage has 1 h 36 min of them."""
    return open_desk(session)


def choices(desk: Desk, ticket_id: int, now: datetime) -> dict[str, PriorityChoice]:
    standing = standing_of(desk.session, ticket_id)
    assert standing.task is not None
    assert standing.version is not None
    clock = clock_of(standing.task, standing.version, standing.ticket.priority)
    return {one.priority: one for one in priority_choices(standing, clock, now)}


@pytest.mark.parametrize("priority", ["urgent", "medium", "low"])
def test_the_due_times_shown_are_those_that_the_change_sets(desk: Desk, priority: str) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=MORNING + HOUR / 4)
    resume_item(desk.session, item.id, actor=holder, now=MORNING + HOUR)
    now = MORNING + 2 * HOUR
    shown = choices(desk, submitted.ticket_id, now)
    task = desk.task(submitted)
    assert (shown["high"].ticket_due_at, shown["high"].step_due_at) == (task.due_at, task.step_due_at)
    change = change_priority(
        desk.session, submitted.ticket_id, priority, "Asked for.", actor=desk.cast.cora, now=now
    )
    task = desk.task(submitted)
    assert change.due_at == task.due_at == shown[priority].ticket_due_at
    assert desk.open_item(submitted).due_at == task.step_due_at == shown[priority].step_due_at


def test_while_it_is_held_they_are_those_of_going_on_now(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=MORNING + HOUR / 4)
    now = MORNING + 5 * HOUR
    shown = choices(desk, submitted.ticket_id, now)["urgent"]
    change_priority(desk.session, submitted.ticket_id, "urgent", "Boss.", actor=desk.cast.cora, now=now)
    resume_item(desk.session, item.id, actor=holder, now=now)
    task = desk.task(submitted)
    assert (task.due_at, task.step_due_at) == (shown.ticket_due_at, shown.step_due_at)


def test_only_what_was_not_late_before_breaches_at_once(desk: Desk) -> None:
    submitted = desk.submit()
    soon = choices(desk, submitted.ticket_id, MORNING + HOUR)
    assert {name: one.breaches for name, one in soon.items()} == {
        "urgent": True,
        "high": False,
        "medium": False,
        "low": False,
    }
    long_after = choices(desk, submitted.ticket_id, MORNING + 300 * HOUR)
    assert not any(one.breaches for one in long_after.values())


@given(st.integers(0, 500), st.integers(1, 400), st.integers(1, 400))
def test_a_longer_promise_never_breaches_and_a_shorter_one_by_its_due_time_alone(
    minutes: int, old: int, new: int
) -> None:
    now = MORNING + timedelta(minutes=minutes)
    before, after = (
        Clock(MORNING, MORNING, timedelta(minutes=sla), timedelta(minutes=sla)) for sla in (old, new)
    )
    (choice,) = tell_choices(before, {Priority.URGENT: after}, Priority.LOW, now)
    assert choice.ticket_due_at == due_times(after).ticket
    assert choice.breaches == (new <= minutes < old)


def test_the_dialog_says_both_due_times_and_what_breaches(
    browse: Browse, submit: Submit, support: Stored
) -> None:
    submitted = submit()
    text = browse("Cora").get(f"/tickets/{submitted.number}").text
    assert "as it is now" in text
    assert text.count("<span>Ticket due <time") == text.count("<span>Step due <time") == 4

"""A ticket from its submission to its end: kept, matched, bound, ended, reopened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tests.desk import LAPTOP, Desk, open_desk
from tests.workflows import HOUR, SUPPORT, store_workflow
from tts.domain.errors import Invalid, NotFound, NotPermitted, Refused
from tts.domain.permissions import SYSTEM
from tts.models import Event, OutboxMessage, Task, TaskItem, Ticket, Workflow
from tts.services.tickets import (
    assign_workflow,
    match_waiting_tickets,
    numbers,
    submit,
    submit_ticket,
)

LATER = MORNING + timedelta(minutes=10)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def rows_of(session: Any, table: type[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_ticket_goes_all_the_way_from_its_requester_to_its_end(desk: Desk) -> None:
    submitted = desk.submit()
    assert desk.ticket(submitted).status == "In Progress"
    assert desk.ticket(submitted).match_reason == (
        "matched IT Support Request v1: department, category and sub-category equal"
    )
    desk.choose(submitted, "Assign", LATER)
    desk.choose(submitted, "Done", LATER)
    outcome = desk.choose(submitted, None, LATER)
    assert (outcome.ended, outcome.next_item_id) == (True, None)
    task, ticket = desk.task(submitted), desk.ticket(submitted)
    assert (task.status, task.ended_at, task.due_at) == ("completed", LATER, MORNING + 8 * HOUR)
    assert (ticket.status, ticket.ended_at) == ("Resolved", LATER)
    assert desk.kinds(submitted) == [
        "ticket.submitted",
        "ticket.matched",
        "item.assigned",
        "item.resolved",
        "item.assigned",
        "item.resolved",
        "item.assigned",
        "item.resolved",
        "ticket.completed",
    ]
    assert len(desk.messages(submitted, "send_assignment_notification")) == 3
    assert desk.told(submitted, "send_task_completed_notification") == {"Rita", "Cora"}


def test_an_unmatched_ticket_is_kept_with_the_reason(desk: Desk) -> None:
    submitted = desk.submit(category="Furniture")
    assert submitted.task_id is None
    ticket = desk.ticket(submitted)
    assert ticket.status == "Unmatched"
    assert ticket.match_reason == (
        "unmatched: no workflow takes tickets of the category “Furniture” in the department “IT” now"
    )
    assert desk.kinds(submitted) == ["ticket.submitted", "ticket.unmatched"]


def test_waiting_tickets_are_matched_once_a_workflow_takes_them(desk: Desk) -> None:
    chair = desk.submit(category="Furniture", submitted_at=MORNING - 48 * HOUR)
    other = desk.submit(department="HR")
    assert match_waiting_tickets(desk.session, actor=desk.cast.ada, now=LATER) == 0
    store_workflow(desk.session, desk.cast, replace(SUPPORT, category=" furniture "))
    assert match_waiting_tickets(desk.session, actor=desk.cast.ada, now=LATER) == 1
    ticket = desk.ticket(chair)
    assert (ticket.status, ticket.submitted_at) == ("In Progress", MORNING - 48 * HOUR)
    task = desk.session.scalars(sa.select(Task).where(Task.ticket_id == chair.ticket_id)).one()
    assert (task.bound_at, task.due_at) == (LATER, LATER + 8 * HOUR)
    assert desk.ticket(other).status == "Unmatched"


@pytest.mark.parametrize("status", ["draft", "deployed", "paused", "archived"])
def test_only_initialized_workflows_take_tickets(desk: Desk, status: str) -> None:
    desk.session.execute(sa.update(Workflow).values(status=status))
    desk.session.commit()
    assert desk.submit().task_id is None


def test_an_admin_assigns_a_workflow_by_hand(desk: Desk) -> None:
    submitted = desk.submit(department="HR")
    for name in ("cora", "max", "alice"):
        with pytest.raises(NotPermitted):
            assign_workflow(
                desk.session,
                submitted.ticket_id,
                desk.flow.workflow_id,
                actor=getattr(desk.cast, name),
                now=LATER,
            )
    ada = desk.cast.ada
    with pytest.raises(NotFound):
        assign_workflow(desk.session, submitted.ticket_id, 9_999_999, actor=ada, now=LATER)
    assign_workflow(desk.session, submitted.ticket_id, desk.flow.workflow_id, actor=ada, now=LATER)
    assert desk.ticket(submitted).match_reason == "Ada chose IT Support Request v1 by hand"
    with pytest.raises(Refused):
        assign_workflow(desk.session, submitted.ticket_id, desk.flow.workflow_id, actor=ada, now=LATER)


def test_a_double_click_makes_one_ticket(desk: Desk) -> None:
    first = desk.submit(submission_key="form-1")
    again = desk.submit(submission_key="form-1")
    assert (again.ticket_id, again.number, again.item_id) == (first.ticket_id, first.number, first.item_id)
    assert again.is_repeat
    assert rows_of(desk.session, Ticket) == rows_of(desk.session, Task) == 1
    assert desk.submit(submission_key="form-2").ticket_id != first.ticket_id
    assert desk.submit(submission_key="form-1", actor=desk.cast.otto).ticket_id != first.ticket_id


def test_a_source_that_sends_a_ticket_again_changes_nothing(desk: Desk) -> None:
    first = desk.submit(source="hdts", external_id="H1")
    assert desk.submit(source="hdts", external_id="H1").ticket_id == first.ticket_id
    assert desk.submit(source="csv", external_id="H1").ticket_id != first.ticket_id


def test_only_the_help_desk_it_came_from_hears_of_its_tickets(desk: Desk) -> None:
    ours, theirs = desk.submit(), desk.submit(source="hdts", external_id="TX1")
    assert [row for row in desk.messages(ours) if row.destination == "hdts"] == []
    sent = [(row.kind, row.payload) for row in desk.messages(theirs) if row.destination == "hdts"]
    assert ("send_ticket_status", {"args": ["TX1", "In Progress"]}) in sent
    assert ("update_ticket_owner", {"args": ["TX1", desk.cast.cora.user_id]}) in sent


def test_a_taken_number_is_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([7, 7, 7, 8])
    monkeypatch.setattr(numbers.secrets, "randbelow", lambda limit: next(draws))
    assert desk.submit().number == "TX20261102000007"
    assert desk.submit().number == "TX20261102000008"


def test_when_no_number_is_free_the_refusal_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "draw_number", lambda day: "TX20261102000007")
    desk.submit()
    with pytest.raises(Refused, match="No free ticket number"):
        desk.submit()
    assert rows_of(desk.session, Ticket) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "  "),
        ("subject", "x" * 201),
        ("subject", "x" * 100_000),
        ("subject", "two\nlines"),
        ("subject", "nul\0"),
        ("subject", "turn\u202earound"),
        ("subject", "\ud800"),
        ("description", "x" * 20_001),
        ("description", "nul\0"),
        ("department", "x" * 201),
        ("category", "bell\x07"),
        ("sub_category", "x" * 201),
        ("priority", "soon"),
        ("submitted_at", MORNING.replace(tzinfo=None)),
        ("submission_key", "x" * 201),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field_and_nothing_is_written(
    desk: Desk, field: str, value: object
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.submit(**{field: value})
    assert list(refusal.value.fields) == [field]
    assert refusal.value.sentence.endswith(".")
    for table in (Ticket, Task, TaskItem, Event, OutboxMessage):
        assert rows_of(desk.session, table) == 0


def test_every_fault_of_a_form_is_named_at_once(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.submit(subject="", priority="soon", category="\0")
    assert set(refusal.value.fields) == {"subject", "priority", "category"}


def test_critical_is_urgent_and_no_priority_is_medium(desk: Desk) -> None:
    assert desk.ticket(desk.submit(priority="Critical")).priority == "urgent"
    assert desk.ticket(desk.submit(priority="")).priority == "medium"


def test_only_coordinators_and_admins_submit_in_anothers_name(desk: Desk) -> None:
    otto = desk.cast.otto.user_id
    with pytest.raises(NotPermitted):
        desk.submit(requester_id=otto)
    assert desk.ticket(desk.submit(requester_id=otto, actor=desk.cast.cora)).requester_id == otto
    with pytest.raises(Invalid):
        desk.submit(requester_id=9_999_999, actor=desk.cast.ada)
    with pytest.raises(Invalid):
        submit_ticket(desk.session, LAPTOP, actor=SYSTEM, now=MORNING)


def test_tickets_are_numbered_by_their_day_of_submission(session: scoped_session[Session]) -> None:
    cast = gather_cast(session)
    request = replace(LAPTOP, submitted_at=MORNING - 72 * HOUR)
    submitted = submit_ticket(session, request, actor=cast.rita, now=MORNING)
    assert submitted.number.startswith("TX20261030")
    assert len(submitted.number) == 16

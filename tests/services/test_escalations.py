"""Escalating to the role a step names, and coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, leave, send_away
from tests.desk import Desk, open_desk
from tests.workflows import HOUR, ONE_STEP
from tts.domain.errors import ActedAlready, Invalid, NotFound, NotPermitted, Refused
from tts.domain.permissions import Actor
from tts.models import Escalation, TaskItem
from tts.queries.escalation_list import TABS, escalation_counts, list_escalations
from tts.services.escalations import escalate_item, return_item
from tts.services.tasks import claim_item, hold_item, transfer_item
from tts.services.tickets import SubmittedTicket, change_priority

LATER = MORNING + timedelta(minutes=30)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def escalated(desk: Desk, reason: str = "I am stuck.") -> tuple[SubmittedTicket, Actor]:
    """A ticket whose holder escalated it at once, and that holder."""
    submitted = desk.submit()
    holder = desk.holder(submitted)
    escalate_item(desk.session, desk.open_item(submitted).id, reason, actor=holder, now=LATER)
    return submitted, holder


def test_an_escalated_item_goes_to_the_escalation_role_at_the_same_step_and_due_time(desk: Desk) -> None:
    submitted = desk.submit()
    first, holder = desk.open_item(submitted), desk.holder(submitted)
    due_at = first.due_at
    escalate_item(desk.session, first.id, "I am stuck.", actor=holder, now=LATER)
    item = desk.open_item(submitted)
    assert (item.role_id, item.origin, item.step_name, item.visit, item.due_at) == (
        desk.cast.role("Manager"),
        "Escalation",
        "Triage",
        1,
        due_at,
    )
    assert desk.session.get_one(TaskItem, first.id).status == "escalated"
    raised = desk.session.scalars(sa.select(Escalation)).one()
    assert (raised.reason, raised.from_user_id, raised.raised_by_id, raised.closed_at) == (
        "I am stuck.",
        holder.user_id,
        holder.user_id,
        None,
    )
    told = desk.told(submitted, "send_escalation_notification")
    assert told == {desk.holder(submitted).name, holder.name, "Cora"}


def test_who_may_escalate_is_the_holder_the_coordinator_and_admins(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    colleague = next(actor for actor in (desk.cast.alice, desk.cast.bob) if actor.user_id != holder.user_id)
    for actor in (colleague, desk.cast.max, desk.cast.rita):
        with pytest.raises(NotPermitted):
            escalate_item(desk.session, item.id, "Me!", actor=actor, now=LATER)
    with pytest.raises(NotFound):
        escalate_item(desk.session, item.id, "Me!", actor=desk.cast.otto, now=LATER)
    with pytest.raises(Invalid):
        escalate_item(desk.session, item.id, " ", actor=holder, now=LATER)
    escalate_item(desk.session, item.id, "Too slow.", actor=desk.cast.cora, now=LATER)
    assert desk.open_item(submitted).origin == "Escalation"


def test_an_escalated_item_cannot_be_escalated_again(desk: Desk) -> None:
    submitted, _ = escalated(desk)
    with pytest.raises(Refused, match="escalated already"):
        escalate_item(
            desk.session, desk.open_item(submitted).id, "More!", actor=desk.holder(submitted), now=LATER
        )


def test_without_an_escalation_role_it_is_refused(session: scoped_session[Session]) -> None:
    desk = open_desk(session, ONE_STEP)
    submitted = desk.submit(department="IT Department", category="Others")
    with pytest.raises(Refused, match="no escalation role"):
        escalate_item(session, desk.open_item(submitted).id, "Help.", actor=desk.holder(submitted), now=LATER)


def test_a_manager_acts_on_an_escalation_and_leaving_the_step_closes_it(desk: Desk) -> None:
    submitted, _ = escalated(desk)
    manager = desk.holder(submitted)
    assert manager.name in {"Max", "Mona"}
    desk.choose(submitted, "Assign", LATER + HOUR, note="I did it.")
    raised = desk.session.scalars(sa.select(Escalation)).one()
    assert (raised.outcome, raised.closed_by_id, raised.closed_at) == ("acted", manager.user_id, LATER + HOUR)
    item = desk.open_item(submitted)
    assert (item.step_name, item.origin, item.role_id) == ("Resolve", "System", desk.cast.role("Technician"))


def test_a_returned_item_goes_back_to_who_had_it_with_the_note(desk: Desk) -> None:
    submitted, holder = escalated(desk)
    due_at = desk.open_item(submitted).due_at
    with pytest.raises(Invalid):
        return_item(desk.session, desk.open_item(submitted).id, "", actor=desk.holder(submitted), now=LATER)
    return_item(
        desk.session, desk.open_item(submitted).id, "Try this.", actor=desk.holder(submitted), now=LATER
    )
    item = desk.open_item(submitted)
    assert (item.holder_id, item.role_id, item.due_at) == (holder.user_id, desk.cast.role("Agent"), due_at)
    raised = desk.session.scalars(sa.select(Escalation)).one()
    assert (raised.outcome, raised.note) == ("returned", "Try this.")
    escalate_item(desk.session, item.id, "Still stuck.", actor=holder, now=LATER)
    assert desk.open_item(submitted).origin == "Escalation"


@pytest.mark.parametrize("how", ["away", "not a member any more"])
def test_a_returned_item_is_assigned_anew_when_who_had_it_is_gone(desk: Desk, how: str) -> None:
    submitted, holder = escalated(desk)
    assert holder.user_id is not None
    if how == "away":
        send_away(desk.session, holder, MORNING, LATER + HOUR)
    else:
        leave(desk.session, holder.user_id, desk.cast.role("Agent"))
    return_item(
        desk.session, desk.open_item(submitted).id, "Try this.", actor=desk.holder(submitted), now=LATER
    )
    item = desk.open_item(submitted)
    assert item.holder_id not in (None, holder.user_id)
    assert (item.origin, item.role_id) == ("System", desk.cast.role("Agent"))


def test_only_reviewers_the_coordinator_and_admins_return(desk: Desk) -> None:
    submitted, holder = escalated(desk)
    item = desk.open_item(submitted)
    with pytest.raises(NotPermitted):
        return_item(desk.session, item.id, "Mine.", actor=holder, now=LATER)
    with pytest.raises(NotFound):
        return_item(desk.session, item.id, "Mine.", actor=desk.cast.otto, now=LATER)
    other = desk.cast.mona if desk.holder(submitted).name == "Max" else desk.cast.max
    return_item(desk.session, item.id, "Not for us.", actor=other, now=LATER)
    assert desk.open_item(submitted).holder_id == holder.user_id
    with pytest.raises(Refused, match="not escalated"):
        return_item(desk.session, desk.open_item(submitted).id, "Again.", actor=other, now=LATER)
    with pytest.raises(ActedAlready):
        return_item(desk.session, item.id, "Again.", actor=other, now=LATER)


def test_a_manager_reassigns_an_escalation_and_it_stays_open(desk: Desk) -> None:
    submitted, _ = escalated(desk)
    manager = desk.holder(submitted)
    other = desk.cast.mona if manager.name == "Max" else desk.cast.max
    assert other.user_id is not None
    transfer_item(desk.session, desk.open_item(submitted).id, other.user_id, "", actor=manager, now=LATER)
    item = desk.open_item(submitted)
    assert (item.holder_id, item.role_id) == (other.user_id, desk.cast.role("Manager"))
    assert escalation_counts(desk.session, other)["mine"] == 1


def test_a_manager_changes_the_priority(desk: Desk) -> None:
    submitted, holder = escalated(desk)
    with pytest.raises(NotPermitted):
        change_priority(desk.session, submitted.ticket_id, "urgent", "Me!", actor=holder, now=LATER)
    change_priority(desk.session, submitted.ticket_id, "urgent", "CEO.", actor=desk.cast.max, now=LATER)
    assert desk.task(submitted).due_at == MORNING + 4 * HOUR
    assert desk.ticket(submitted).priority == "urgent"


def test_an_escalation_keeps_the_hold(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=LATER)
    escalate_item(desk.session, item.id, "Order them!", actor=holder, now=LATER)
    assert (desk.open_item(submitted).status, desk.open_item(submitted).due_at) == ("on hold", None)


def test_an_empty_escalation_role_leaves_it_in_its_queue_and_admins_are_told(desk: Desk) -> None:
    for manager in (desk.cast.max, desk.cast.mona):
        send_away(desk.session, manager, MORNING, MORNING + 90 * HOUR)
    submitted, _ = escalated(desk)
    item = desk.open_item(submitted)
    assert (item.holder_id, item.status, item.role_id) == (None, "waiting", desk.cast.role("Manager"))
    assert desk.told(submitted, "send_workflow_step_notification") == {"Ada", "Cora"}
    claim_item(desk.session, item.id, actor=desk.cast.max, now=LATER)
    assert desk.holder(submitted).name == "Max"


def test_admins_are_told_while_the_role_of_coordinators_has_no_members(desk: Desk) -> None:
    assert desk.cast.cora.user_id is not None
    leave(desk.session, desk.cast.cora.user_id, desk.cast.role("Ticket Coordinator"))
    submitted, holder = escalated(desk)
    assert desk.task(submitted).coordinator_id is None
    manager = desk.holder(submitted)
    assert desk.told(submitted, "send_escalation_notification") == {manager.name, holder.name, "Ada"}
    for choice in ("Assign", "Done", None):
        desk.choose(submitted, choice, LATER)
    assert desk.told(submitted, "send_task_completed_notification") == {"Rita", "Ada"}


def test_the_list_says_from_whom_which_step_why_and_since_when(desk: Desk) -> None:
    submitted, holder = escalated(desk, "No idea.")
    assert escalation_counts(desk.session, desk.cast.max)["roles"] == 1
    (found,) = list_escalations(desk.session, desk.cast.max, "roles").rows
    assert found.from_person is not None
    assert (found.from_person.name, found.raised_by, found.to_role, found.step, found.reason) == (
        holder.name,
        holder.name,
        "Manager",
        "Triage",
        "No idea.",
    )
    assert (found.number, found.raised_at, found.item_id) == (
        submitted.number,
        LATER,
        desk.open_item(submitted).id,
    )
    for outsider in (desk.cast.otto, desk.cast.rita, desk.cast.tom):
        assert all(list_escalations(desk.session, outsider, tab).rows == [] for tab in TABS)
        assert set(escalation_counts(desk.session, outsider).values()) == {0}

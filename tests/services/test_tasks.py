"""Acting on items: who may, what an act writes, and what the second of two is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.workflows import HOUR, ONE_STEP, SUPPORT
from tts.domain.errors import ActedAlready, Invalid, NotFound, NotPermitted, Refused
from tts.domain.events import break_in
from tts.models import TaskItem
from tts.services.record import link_of
from tts.services.tasks import claim_item, complete_task_item, hold_item, resume_item, transfer_item
from tts.services.tickets import cancel_ticket

LATER = MORNING + timedelta(minutes=2)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_choosing_a_transition_closes_the_item_and_opens_the_next_in_another_role(desk: Desk) -> None:
    submitted = desk.submit()
    first = desk.open_item(submitted)
    outcome = desk.choose(submitted, "Assign", LATER, note="Needs a new battery.")
    assert (outcome.item_id, outcome.ended) == (first.id, False)
    desk.session.expire_all()
    assert (first.status, first.closed_at, first.closed_by_id, first.note, first.transition_name) == (
        "resolved",
        LATER,
        first.holder_id,
        "Needs a new battery.",
        "Assign",
    )
    following = desk.open_item(submitted)
    assert following.id == outcome.next_item_id
    assert following.holder_id in {desk.cast.tom.user_id, desk.cast.tina.user_id}
    assert (following.step_name, following.status, following.origin) == ("Resolve", "new", "System")
    assert following.due_at == LATER + timedelta(hours=4, minutes=48)
    task = desk.task(submitted)
    assert (task.step_name, task.visit, task.spent) == ("Resolve", 2, {str(first.step_id): 120})


def test_every_act_is_recorded_in_a_chain_that_holds(desk: Desk) -> None:
    submitted = desk.submit()
    desk.choose(submitted, "Assign", LATER, note="Go.")
    events = desk.events(submitted)
    assert break_in(map(link_of, events)) is None
    resolved = next(event for event in events if event.kind == "item.resolved")
    assert (resolved.was, resolved.became, resolved.reason) == ("Triage", "Resolve", "Go.")
    assert resolved.facts["transition"] == "Assign"


def test_an_agent_cannot_act_on_anothers_item(desk: Desk) -> None:
    submitted = desk.submit()
    item = desk.open_item(submitted)
    holder = desk.holder(submitted)
    choice = desk.flow.choice("Triage", "Assign")
    for name in ("alice", "bob", "carol", "cora", "max", "ada", "rita"):
        actor = getattr(desk.cast, name)
        if actor.user_id == holder.user_id:
            continue
        with pytest.raises(NotPermitted, match=f"{holder.name} has this item"):
            complete_task_item(desk.session, item.id, choice, actor=actor, now=LATER)
    assert desk.open_item(submitted).id == item.id


def test_for_the_outsider_there_is_no_such_item(desk: Desk) -> None:
    submitted = desk.submit()
    item = desk.open_item(submitted)
    otto = desk.cast.otto
    acts = [
        lambda: complete_task_item(desk.session, item.id, None, actor=otto, now=LATER),
        lambda: claim_item(desk.session, item.id, actor=otto, now=LATER),
        lambda: transfer_item(desk.session, item.id, 1, "x", actor=otto, now=LATER),
        lambda: hold_item(desk.session, item.id, "x", actor=otto, now=LATER),
        lambda: resume_item(desk.session, item.id, actor=otto, now=LATER),
        lambda: complete_task_item(desk.session, 9_999_999, None, actor=otto, now=LATER),
    ]
    sentences = set()
    for act in acts:
        with pytest.raises(NotFound) as refusal:
            act()
        sentences.add(refusal.value.sentence)
    assert len(sentences) == 1


def test_the_second_of_two_is_told_who_was_first_and_where_the_ticket_is(desk: Desk) -> None:
    submitted = desk.submit()
    item = desk.open_item(submitted)
    holder = desk.holder(submitted)
    desk.choose(submitted, "Assign", LATER)
    now_with = desk.holder(submitted)
    with pytest.raises(ActedAlready) as refusal:
        complete_task_item(
            desk.session,
            item.id,
            desk.flow.choice("Triage", "Assign"),
            actor=holder,
            now=LATER + timedelta(minutes=2),
        )
    assert refusal.value.sentence == (
        f"{holder.name} chose “Assign” 2 min ago; the ticket is now at “Resolve” with {now_with.name}."
    )
    assert refusal.value.facts["acted_by"] == holder.name
    assert refusal.value.facts["acted_at"] == LATER


def test_a_repeated_request_answers_as_the_first_did(desk: Desk) -> None:
    submitted = desk.submit()
    item = desk.open_item(submitted)
    holder = desk.holder(submitted)
    first = desk.choose(submitted, "Assign", LATER, act_key="form-1")
    choice = desk.flow.choice("Triage", "Assign")
    again = complete_task_item(
        desk.session, item.id, choice, act_key="form-1", actor=holder, now=LATER + HOUR
    )
    assert again == first
    desk.choose(submitted, "Done", LATER + HOUR)
    again = complete_task_item(
        desk.session, item.id, choice, act_key="form-1", actor=holder, now=LATER + HOUR
    )
    assert again == first
    assert desk.kinds(submitted).count("item.resolved") == 2
    with pytest.raises(ActedAlready):
        complete_task_item(desk.session, item.id, choice, act_key="form-2", actor=holder, now=LATER)
    with pytest.raises(ActedAlready):
        complete_task_item(desk.session, item.id, choice, act_key="form-1", actor=desk.cast.ada, now=LATER)


def test_a_repeated_complete_answers_that_the_task_has_ended(session: scoped_session[Session]) -> None:
    desk = open_desk(session, ONE_STEP)
    submitted = desk.submit(department="IT Department", category="Others")
    item = desk.open_item(submitted)
    holder = desk.holder(submitted)
    first = desk.choose(submitted, None, LATER, act_key="k")
    again = complete_task_item(session, item.id, None, act_key="k", actor=holder, now=LATER)
    assert again == first
    assert first.ended
    assert first.next_item_id is None


def test_a_transition_of_another_workflow_or_step_is_refused_and_nothing_changes(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    for transition_id in (desk.flow.choice("Resolve", "Done"), 9_999_999, None):
        with pytest.raises(Refused):
            complete_task_item(desk.session, item.id, transition_id, actor=holder, now=LATER)
    assert desk.open_item(submitted).id == item.id
    assert desk.task(submitted).visit == 1


def test_a_required_note_must_be_written(desk: Desk) -> None:
    submitted = desk.submit()
    desk.choose(submitted, "Assign", LATER)
    desk.choose(submitted, "Done", LATER)
    with pytest.raises(Invalid) as refusal:
        desk.choose(submitted, "Not solved", LATER, note="  \n ")
    assert list(refusal.value.fields) == ["note"]
    desk.choose(submitted, "Not solved", LATER, note="It beeps.")
    assert desk.open_item(submitted).step_name == "Resolve"


@pytest.mark.parametrize("note", ["x" * 4_001, "a\0b", "a\x1bb", "\ud800"])
def test_a_note_that_cannot_be_kept_is_refused(desk: Desk, note: str) -> None:
    submitted = desk.submit()
    with pytest.raises(Invalid):
        desk.choose(submitted, "Assign", LATER, note=note)
    assert desk.open_item(submitted).step_name == "Triage"


def test_a_transfer_keeps_step_role_and_due_time(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    due_at = item.due_at
    other = next(actor for actor in (desk.cast.alice, desk.cast.bob) if actor.user_id != holder.user_id)
    assert other.user_id is not None
    outcome = transfer_item(desk.session, item.id, other.user_id, "Lunch.", actor=holder, now=LATER)
    passed = desk.open_item(submitted)
    assert (passed.id, passed.holder_id, passed.origin) == (
        outcome.next_item_id,
        other.user_id,
        "Transferred",
    )
    assert (passed.step_name, passed.role_id, passed.due_at, passed.visit) == (
        "Triage",
        desk.cast.role("Agent"),
        due_at,
        1,
    )
    assert desk.session.get_one(TaskItem, item.id).status == "reassigned"
    message = desk.messages(submitted, "send_task_transfer_notification")[0].payload["kwargs"]
    assert (message["from_user_id"], message["to_user_id"], message["transfer_notes"]) == (
        holder.user_id,
        other.user_id,
        "Lunch.",
    )


def test_a_transfer_goes_to_active_members_of_the_role_only(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    for stranger in (desk.cast.tom.user_id, desk.cast.otto.user_id, 9_999_999):
        assert stranger is not None
        with pytest.raises(Invalid, match="role Agent"):
            transfer_item(desk.session, item.id, stranger, "", actor=holder, now=LATER)
    assert holder.user_id is not None
    with pytest.raises(Refused, match="has this item already"):
        transfer_item(desk.session, item.id, holder.user_id, "", actor=holder, now=LATER)


def test_the_coordinator_takes_an_item_and_then_acts(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    with pytest.raises(ActedAlready, match=f"{holder.name} got this item"):
        claim_item(desk.session, item.id, actor=desk.cast.cora, now=LATER)
    taken = claim_item(desk.session, item.id, held_by=holder.user_id, actor=desk.cast.cora, now=LATER)
    assert taken.next_item_id != item.id
    assert desk.open_item(submitted).holder_id == desk.cast.cora.user_id
    desk.choose(submitted, "Assign", LATER)
    assert desk.open_item(submitted).step_name == "Resolve"


def test_a_colleague_cannot_take_an_item_from_its_holder(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    colleague = next(actor for actor in (desk.cast.alice, desk.cast.bob) if actor.user_id != holder.user_id)
    with pytest.raises(NotPermitted):
        claim_item(desk.session, item.id, held_by=holder.user_id, actor=colleague, now=LATER)


def test_an_item_left_in_the_queue_is_claimed_once(session: scoped_session[Session]) -> None:
    places = (replace(SUPPORT.places[0], assignment="queue"), *SUPPORT.places[1:])
    desk = open_desk(session, replace(SUPPORT, places=places))
    submitted = desk.submit()
    item = desk.open_item(submitted)
    assert (item.holder_id, item.status, desk.task(submitted).status) == (None, "waiting", "pending")
    assert desk.messages(submitted, "send_workflow_step_notification") == []
    with pytest.raises(NotPermitted, match="role Agent"):
        claim_item(session, item.id, actor=desk.cast.rita, now=LATER)
    claim_item(session, item.id, actor=desk.cast.bob, now=LATER)
    claimed = desk.open_item(submitted)
    assert (claimed.id, claimed.holder_id, claimed.status) == (item.id, desk.cast.bob.user_id, "in progress")
    assert desk.task(submitted).status == "in progress"
    claim_item(session, item.id, actor=desk.cast.bob, now=LATER + HOUR)
    with pytest.raises(ActedAlready, match="Bob got this item 1 h ago"):
        claim_item(session, item.id, actor=desk.cast.carol, now=LATER + HOUR)
    assert desk.kinds(submitted).count("item.claimed") == 1


def test_once_the_ticket_is_cancelled_its_holder_is_told_so(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    cancel_ticket(desk.session, submitted.ticket_id, "Duplicate.", actor=desk.cast.cora, now=MORNING)
    with pytest.raises(ActedAlready, match="Cora ended the ticket 2 min ago; the ticket is now Withdrawn"):
        complete_task_item(
            desk.session, item.id, desk.flow.choice("Triage", "Assign"), actor=holder, now=LATER
        )

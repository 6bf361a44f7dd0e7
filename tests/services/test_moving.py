"""Moving running tickets to another version: what goes, what stays and why, and bringing them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, join, user_called
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
from tts.domain.errors import Invalid, NotFound, NotPermitted, Refused
from tts.domain.graph import Graph
from tts.domain.moving import LEAVE, MovePlan
from tts.domain.permissions import Actor
from tts.domain.soundness.circumstances import RoleFacts
from tts.models import Moving, Role, Ticket
from tts.queries.moving_preview import preview_move, preview_rows
from tts.queries.versions import running_version
from tts.queries.visibility import visible_tickets
from tts.queries.workflow_graphs import role_facts
from tts.services.escalations import escalate_item, return_item
from tts.services.moving import begin_moving, move, undo_moving
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


def test_a_move_is_for_designers_of_one_workflow_and_one_at_a_time(desk: Desk) -> None:
    desk.submit()
    version = next_version(desk)
    flow, session, plan = desk.flow, desk.session, MovePlan()
    with pytest.raises(NotFound):
        begin_moving(
            session, flow.workflow_id, flow.version_id, version, plan, actor=desk.cast.otto, now=LATER
        )
    with pytest.raises(NotPermitted):
        begin_moving(
            session, flow.workflow_id, flow.version_id, version, plan, actor=desk.cast.cora, now=LATER
        )
    with pytest.raises(NotFound):
        begin_moving(session, flow.workflow_id, flow.version_id, 99_999, plan, actor=desk.cast.ada, now=LATER)
    with pytest.raises(Invalid):
        begin(desk, flow.version_id)
    with pytest.raises(Refused, match="nothing to move"):
        begin(desk, flow.version_id, was=version)
    moving_id = begin(desk, version)
    with pytest.raises(Refused, match="being moved already"):
        begin(desk, version)
    with pytest.raises(NotFound):
        undo_moving(session, flow.workflow_id, moving_id, actor=desk.cast.otto, now=LATER)
    with pytest.raises(NotFound):
        undo_moving(session, flow.workflow_id, moving_id + 1, actor=desk.cast.ada, now=LATER)


@pytest.fixture
def designer(desk: Desk) -> Actor:
    """Dan designs, and has no other right; his role is not one that any step names."""
    session, cast = desk.session, desk.cast
    role = Role(name="Designer", name_key="designer", can_design=True)
    dan = user_called("Dan")
    session.add_all([role, dan])
    session.flush()
    cast.role_ids["Designer"], cast.user_ids["Dan"] = role.id, dan.id
    join(session, dan.id, role.id)
    session.commit()
    return cast.actor("Dan")


def test_a_designer_does_not_move_their_own_request_past_a_decision(desk: Desk, designer: Actor) -> None:
    own, other = desk.submit(actor=designer), desk.submit()
    triage, verify = desk.flow.step("Triage"), desk.flow.step("Verify")
    version = next_version(desk)
    preview = previewed(desk, version, designer, {triage: verify})
    moving_id = begin(desk, version, targets={triage: verify}, actor=designer)
    carry(desk)
    reason = (
        "Dan asked for it, and nobody moves their own request to another step. Somebody else may move it."
    )
    assert fates(desk, moving_id) == {own.ticket_id: ("stayed", reason), other.ticket_id: ("moved", "")}
    assert preview == {"moves": 1, "stays": 1, reason: 1}
    again = begin(desk, version, actor=designer)
    carry(desk)
    assert fates(desk, again) == {own.ticket_id: ("moved", "")}
    assert desk.task(own).step_id == triage


def test_a_designer_gets_no_tickets_by_putting_their_own_role_on_every_step(
    desk: Desk, designer: Actor
) -> None:
    first, second, role = desk.submit(), desk.submit(), desk.cast.role("Designer")
    desk.choose(second, "Assign", LATER)
    steps = tuple(replace(one, role_id=role, role_name="Designer") for one in desk.flow.graph.steps)
    version = next_version(desk, Graph(steps, desk.flow.graph.transitions))
    preview = previewed(desk, version, designer)
    moving_id = begin(desk, version, actor=designer)
    carry(desk)
    said = (
        "“{}” in version 2 is for Designer, a role of Dan that the ticket was not with. An admin may move it."
    )
    assert fates(desk, moving_id) == {
        first.ticket_id: ("stayed", said.format("Triage")),
        second.ticket_id: ("stayed", said.format("Resolve")),
    }
    assert preview == {"stays": 2, said.format("Triage"): 1, said.format("Resolve"): 1}
    assert not desk.session.scalars(sa.select(Ticket).where(visible_tickets(designer))).all()
    by_admin = begin(desk, version)
    carry(desk)
    assert {state for state, _ in fates(desk, by_admin).values()} == {"moved"}


def test_nor_by_having_every_step_escalate_to_it(desk: Desk, designer: Actor) -> None:
    ticket = desk.submit()
    version = next_version(desk, changed(desk, "Triage", escalate_to=desk.cast.role("Designer")))
    moving_id = begin(desk, version, actor=designer)
    carry(desk)
    state, reason = fates(desk, moving_id)[ticket.ticket_id]
    assert state == "stayed"
    assert reason.startswith("“Triage” in version 2 escalates to Designer, a role of Dan")


def test_whose_roles_count_is_asked_when_the_ticket_s_turn_comes(desk: Desk, designer: Actor) -> None:
    ticket = desk.submit()
    technician = desk.cast.role("Technician")
    version = next_version(desk, changed(desk, "Triage", role_id=technician, role_name="Technician"))
    moving_id = begin(desk, version, actor=designer)
    join(desk.session, designer.user_id or 0, technician)
    desk.session.commit()
    carry(desk)
    assert fates(desk, moving_id)[ticket.ticket_id][0] == "stayed"


def previewed(
    desk: Desk, version: int, actor: Actor, targets: dict[int, int] | None = None
) -> dict[str, int]:
    """What the preview counts for somebody, with its reasons; its rows say the same to an admin."""
    session = desk.session
    was, becomes = running_version(session, desk.flow.version_id), running_version(session, version)
    preview = preview_move(session, actor, was, becomes, MovePlan(targets or {}))
    rows = preview_rows(session, desk.cast.ada, preview, now=LATER).rows
    said = Counter(row.judgement.verdict.value for row in rows)
    assert said == {verdict.value: count for verdict, count in preview.counts.items()}
    assert Counter(row.judgement.reason for row in rows if row.judgement.reason) == dict(preview.reasons)
    session.rollback()
    return {**said, **dict(preview.reasons)}


def test_a_move_reads_the_people_of_those_roles_alone_that_it_needs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.submit()
    begin(desk, next_version(desk))
    asked: list[set[int]] = []

    def note(session: Session, role_ids: Iterable[int] | None = None) -> dict[int, RoleFacts]:
        assert role_ids is not None
        asked.append(set(role_ids))
        return role_facts(session, role_ids)

    monkeypatch.setattr(move, "role_facts", note)
    carry(desk)
    assert asked == [{desk.cast.role("Agent"), desk.cast.role("Manager")}]


def test_nothing_of_a_move_reaches_the_requester_or_the_source(desk: Desk) -> None:
    ticket = desk.submit()
    sent = len(desk.messages(ticket))
    begin(desk, next_version(desk, slas=HALF), keep_due=False)
    carry(desk, MORNING + timedelta(minutes=5))
    new = desk.messages(ticket)[sent:]
    assert [row.payload["kwargs"]["user_id"] for row in new] == [desk.holder(ticket).user_id]

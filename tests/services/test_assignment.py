"""Turns, policies, absence, and people who come and go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, deactivate, join, leave, send_away, user_called
from tests.desk import Desk, open_desk
from tests.workflows import HOUR, SUPPORT
from tts.domain.permissions import Actor
from tts.models import Membership, Role, TaskItem
from tts.services.assignment import give_coordinators, give_waiting_items, release_items
from tts.services.escalations import escalate_item
from tts.services.tasks import claim_item, hold_item
from tts.services.tasks.turns import next_in_turn

LATER = MORNING + HOUR


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def take_turns(desk: Desk, number: int, *, now: datetime = MORNING, role: str = "Agent") -> list[str]:
    """The names of those whose turn it is, one after another."""
    names = []
    for second in range(number):
        at = now + timedelta(milliseconds=second)
        holder = next_in_turn(desk.session(), desk.cast.role(role), assignment="turn", requester_id=0, now=at)
        names.append(holder.name if holder else "nobody")
    desk.session.commit()
    return names


def away(desk: Desk, *people: Actor, until: datetime = MORNING + 90 * HOUR) -> None:
    for person in people:
        send_away(desk.session, person, MORNING - HOUR, until)


def test_members_take_turns_one_after_another(desk: Desk) -> None:
    assert take_turns(desk, 7) == ["Alice", "Bob", "Carol", "Alice", "Bob", "Carol", "Alice"]


def test_shares_stay_within_one_of_each_other_after_every_single_ticket(desk: Desk) -> None:
    given: Counter[str] = Counter(dict.fromkeys(("Alice", "Bob", "Carol"), 0))
    for _ in range(11):
        given[desk.holder(desk.submit()).name] += 1
        assert max(given.values()) - min(given.values()) <= 1
    assert sum(given.values()) == 11


def test_a_person_on_leave_is_skipped_from_its_first_moment_to_before_its_last(desk: Desk) -> None:
    send_away(desk.session, desk.cast.alice, MORNING, LATER)
    assert "Alice" not in take_turns(desk, 4, now=MORNING)
    assert "Alice" not in take_turns(desk, 2, now=LATER - timedelta(seconds=1))
    assert take_turns(desk, 1, now=LATER) == ["Alice"]
    assert take_turns(desk, 3, now=MORNING - timedelta(seconds=1)).count("Alice") == 1


def test_who_comes_back_from_leave_is_given_one_and_not_all(desk: Desk) -> None:
    away(desk, desk.cast.alice, until=LATER)
    take_turns(desk, 20)
    assert sorted(take_turns(desk, 3, now=LATER)) == ["Alice", "Bob", "Carol"]
    afterwards = LATER + timedelta(minutes=1)
    assert Counter(take_turns(desk, 9, now=afterwards)) == {"Alice": 3, "Bob": 3, "Carol": 3}


def test_two_who_come_back_do_not_flood_each_other(desk: Desk) -> None:
    away(desk, desk.cast.alice, until=LATER)
    away(desk, desk.cast.bob, until=LATER + HOUR)
    take_turns(desk, 20)
    take_turns(desk, 20, now=LATER)
    given = Counter(take_turns(desk, 6, now=LATER + HOUR))
    assert set(given) == {"Alice", "Bob", "Carol"}
    assert max(given.values()) <= 3


def test_a_new_member_is_next_and_then_one_of_all(desk: Desk) -> None:
    take_turns(desk, 30, now=MORNING - HOUR)
    dora = user_called("Dora")
    desk.session.add(dora)
    desk.session.flush()
    join(desk.session, dora.id, desk.cast.role("Agent"))
    desk.session.commit()
    assert take_turns(desk, 1) == ["Dora"]
    assert Counter(take_turns(desk, 8, now=LATER)) == {"Alice": 2, "Bob": 2, "Carol": 2, "Dora": 2}


@pytest.mark.parametrize("how", ["deactivated", "role inactive", "no member"])
def test_who_is_not_there_gets_nothing(desk: Desk, how: str) -> None:
    if how == "deactivated":
        for person in (desk.cast.tom, desk.cast.tina):
            deactivate(desk.session, person)
    elif how == "role inactive":
        desk.session.execute(
            sa.update(Role).where(Role.id == desk.cast.role("Technician")).values(is_active=False)
        )
    else:
        desk.session.execute(sa.delete(Membership).where(Membership.role_id == desk.cast.role("Technician")))
    desk.session.commit()
    assert take_turns(desk, 1, role="Technician") == ["nobody"]


def test_nobody_available_loses_nothing_and_tells_coordinators_and_admins(desk: Desk) -> None:
    away(desk, desk.cast.alice, desk.cast.bob, desk.cast.carol)
    submitted = desk.submit()
    item = desk.open_item(submitted)
    assert (item.holder_id, item.status, desk.task(submitted).status) == (None, "waiting", "pending")
    assert desk.kinds(submitted)[-1] == "item.waiting"
    assert desk.told(submitted, "send_workflow_step_notification") == {"Ada", "Cora"}
    assert desk.task(submitted).due_at == MORNING + 8 * HOUR


def test_what_waits_is_given_out_earliest_due_first(desk: Desk) -> None:
    away(desk, desk.cast.alice, desk.cast.bob, desk.cast.carol, until=LATER)
    low, urgent, high = (desk.submit(priority=priority) for priority in ("low", "urgent", "high"))
    agents = [desk.cast.role("Agent")]
    assert give_waiting_items(desk.session, agents, actor=desk.cast.ada, now=MORNING) == 0
    assert give_waiting_items(desk.session, agents, actor=desk.cast.ada, now=LATER) == 3
    assert [desk.holder(ticket).name for ticket in (urgent, high, low)] == ["Alice", "Bob", "Carol"]
    assert desk.kinds(low)[-1] == "item.assigned"
    assert desk.task(low).status == "in progress"
    assert give_waiting_items(desk.session, agents, actor=desk.cast.ada, now=LATER) == 0


def test_what_a_step_leaves_in_the_queue_stays_there(session: scoped_session[Session]) -> None:
    places = (replace(SUPPORT.places[0], assignment="queue"), *SUPPORT.places[1:])
    desk = open_desk(session, replace(SUPPORT, places=places))
    submitted = desk.submit()
    assert give_waiting_items(session, [desk.cast.role("Agent")], actor=desk.cast.ada, now=LATER) == 0
    assert desk.open_item(submitted).holder_id is None


def test_the_least_loaded_is_next_where_a_step_says_so(session: scoped_session[Session]) -> None:
    places = (replace(SUPPORT.places[0], assignment="least_loaded"), *SUPPORT.places[1:])
    desk = open_desk(session, replace(SUPPORT, places=places))
    for name in ("Alice", "Bob", "Carol"):
        submitted = desk.submit()
        assert desk.holder(submitted).name == name
        if name == "Carol":
            desk.choose(submitted, "Assign", LATER)
    assert desk.holder(desk.submit()).name == "Carol"
    assert desk.holder(desk.submit()).name == "Alice"


def test_coordinators_take_turns_and_admins_are_none(desk: Desk) -> None:
    cleo = user_called("Cleo")
    desk.session.add(cleo)
    desk.session.flush()
    cleo_id = cleo.id
    join(desk.session, cleo_id, desk.cast.role("Ticket Coordinator"))
    desk.session.execute(sa.update(Role).where(Role.is_admin).values(can_coordinate=True))
    desk.session.commit()
    found = [desk.task(desk.submit()).coordinator_id for _ in range(4)]
    assert Counter(found) == {cleo_id: 2, desk.cast.cora.user_id: 2}


def test_without_a_coordinator_tasks_wait_for_one(desk: Desk) -> None:
    cora = desk.cast.cora
    assert cora.user_id is not None
    role = desk.cast.role("Ticket Coordinator")
    leave(desk.session, cora.user_id, role)
    submitted = desk.submit()
    assert desk.task(submitted).coordinator_id is None
    assert give_coordinators(desk.session, actor=desk.cast.ada, now=LATER) == 0
    join(desk.session, cora.user_id, role)
    desk.session.commit()
    assert give_coordinators(desk.session, actor=desk.cast.ada, now=LATER) == 1
    assert desk.task(submitted).coordinator_id == cora.user_id
    assert desk.kinds(submitted)[-1] == "ticket.coordinator_changed"


def test_who_loses_a_role_loses_its_items_and_keeps_the_history(desk: Desk) -> None:
    submitted = desk.submit()
    first, holder = desk.open_item(submitted), desk.holder(submitted)
    hold_item(desk.session, first.id, "Parts.", actor=holder, now=MORNING)
    assert holder.user_id is not None
    agents = desk.cast.role("Agent")
    leave(desk.session, holder.user_id, agents)
    assert release_items(desk.session, holder.user_id, [agents], actor=desk.cast.ada, now=LATER) == 1
    item = desk.open_item(submitted)
    assert item.holder_id not in (None, holder.user_id)
    assert (item.origin, item.status, item.step_name) == ("System", "on hold", "Triage")
    old = desk.session.get_one(TaskItem, first.id)
    assert (old.status, old.holder_id) == ("reassigned", holder.user_id)
    assert desk.kinds(submitted)[-2:] == ["item.reassigned", "item.assigned"]


def test_items_of_other_roles_stay_with_their_holder(desk: Desk) -> None:
    submitted = desk.submit()
    desk.choose(submitted, "Assign", MORNING)
    holder = desk.holder(submitted)
    assert holder.user_id is not None
    join(desk.session, holder.user_id, desk.cast.role("Agent"))
    desk.session.commit()
    leave(desk.session, holder.user_id, desk.cast.role("Agent"))
    agents = [desk.cast.role("Agent")]
    assert release_items(desk.session, holder.user_id, agents, actor=desk.cast.ada, now=LATER) == 0
    assert desk.holder(submitted).user_id == holder.user_id


def test_a_deactivated_person_loses_everything_also_what_they_took(desk: Desk) -> None:
    submitted = desk.submit()
    item, cora = desk.open_item(submitted), desk.cast.cora
    claim_item(desk.session, item.id, held_by=item.holder_id, actor=cora, now=MORNING)
    assert cora.user_id is not None
    deactivate(desk.session, cora)
    assert release_items(desk.session, cora.user_id, [], actor=desk.cast.ada, now=LATER) == 1
    assert desk.holder(submitted).name in {"Alice", "Bob", "Carol"}
    assert desk.task(submitted).coordinator_id is None


def test_who_loses_the_role_that_let_them_take_an_item_loses_the_item(desk: Desk) -> None:
    submitted = desk.submit()
    escalate_item(
        desk.session, desk.open_item(submitted).id, "Stuck.", actor=desk.holder(submitted), now=MORNING
    )
    manager = desk.holder(submitted)
    assert manager.user_id is not None
    leave(desk.session, manager.user_id, desk.cast.role("Manager"))
    managers = [desk.cast.role("Manager")]
    assert release_items(desk.session, manager.user_id, managers, actor=desk.cast.ada, now=LATER) == 1
    item = desk.open_item(submitted)
    assert desk.holder(submitted).name in {"Max", "Mona"} - {manager.name}
    assert item.role_id == desk.cast.role("Manager")


def test_who_fell_behind_while_present_catches_up(desk: Desk) -> None:
    take_turns(desk, 6)
    alice = desk.cast.alice.user_id
    desk.session.execute(
        sa.update(Membership)
        .where(Membership.role_id == desk.cast.role("Agent"), Membership.user_id != alice)
        .values(turn=Membership.turn + 3)
    )
    desk.session.commit()
    assert take_turns(desk, 3, now=LATER) == ["Alice", "Alice", "Alice"]
    assert Counter(take_turns(desk, 6, now=LATER + HOUR)) == {"Alice": 2, "Bob": 2, "Carol": 2}


def test_who_is_further_behind_than_contention_explains_is_not_flooded(desk: Desk) -> None:
    take_turns(desk, 3)
    alice = desk.cast.alice.user_id
    desk.session.execute(
        sa.update(Membership)
        .where(Membership.role_id == desk.cast.role("Agent"), Membership.user_id != alice)
        .values(turn=Membership.turn + 500)
    )
    desk.session.commit()
    assert take_turns(desk, 40, now=LATER).count("Alice") < 30

"""Work follows people: what they leave finds others, what waited finds them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast
from tests.workflows import store_workflow
from tts.domain.permissions import SYSTEM, Permission
from tts.models import Task, TaskItem
from tts.services.people import (
    NewUser,
    activate_role,
    activate_user,
    add_member,
    change_role,
    create_user,
    deactivate_role,
    deactivate_user,
    end_leave,
    record_leave,
    remove_member,
)
from tts.services.tickets import TicketRequest, submit_ticket

AnySession = scoped_session[Session]
AGENTS = ("Alice", "Bob", "Carol")


@pytest.fixture
def cast(session: AnySession) -> Cast:
    gathered = gather_cast(session)
    store_workflow(session, gathered)
    return gathered


def submit(session: AnySession, cast: Cast, count: int = 1) -> None:
    for number in range(count):
        request = TicketRequest(f"Printer {number}", "", "IT", "Technology", "Support Request")
        submit_ticket(session, request, actor=cast.rita, now=MORNING)


def holders(session: AnySession) -> list[int | None]:
    session.rollback()
    found = sa.select(TaskItem.holder_id).where(TaskItem.closed_at.is_(None)).order_by(TaskItem.task_id)
    return list(session.scalars(found))


def take_all_agents_out(session: AnySession, cast: Cast) -> None:
    for name in AGENTS:
        remove_member(session, cast.role("Agent"), cast.user_ids[name], actor=SYSTEM, now=MORNING)


def test_who_loses_a_role_loses_its_items_to_the_others(session: AnySession, cast: Cast) -> None:
    submit(session, cast, 6)
    alice = cast.user_ids["Alice"]
    assert holders(session).count(alice) == 2
    remove_member(session, cast.role("Agent"), alice, actor=SYSTEM, now=MORNING)
    found = holders(session)
    assert alice not in found
    assert sorted(found.count(cast.user_ids[name]) for name in ("Bob", "Carol")) == [3, 3]


def test_who_is_shut_out_leaves_nothing_behind(session: AnySession, cast: Cast) -> None:
    submit(session, cast, 3)
    deactivate_user(session, cast.user_ids["Bob"], actor=SYSTEM, now=MORNING)
    assert cast.user_ids["Bob"] not in holders(session)


def test_the_last_of_a_role_leaves_its_items_in_the_queue(session: AnySession, cast: Cast) -> None:
    submit(session, cast, 2)
    take_all_agents_out(session, cast)
    assert holders(session) == [None, None]


@pytest.mark.parametrize("way", ["joins", "is hired", "comes back", "is let in", "role is back"])
def test_waiting_items_find_who_becomes_available(session: AnySession, cast: Cast, way: str) -> None:
    rita, agent = cast.user_ids["Rita"], cast.role("Agent")
    take_all_agents_out(session, cast)
    leave = 0
    if way in ("comes back", "is let in", "role is back"):
        add_member(session, agent, rita, actor=SYSTEM, now=MORNING)
    if way == "comes back":
        later = MORNING + timedelta(days=2)
        leave = record_leave(session, rita, MORNING, later, actor=SYSTEM, now=MORNING)
    if way == "is let in":
        deactivate_user(session, rita, actor=SYSTEM, now=MORNING)
    if way == "role is back":
        deactivate_role(session, agent, actor=SYSTEM, now=MORNING)
    request = TicketRequest("Printer", "", "IT", "Technology", "Support Request")
    submit_ticket(session, request, actor=cast.ada, now=MORNING)
    assert holders(session) == [None]
    now = MORNING + timedelta(hours=1)
    acts = {
        "joins": lambda: add_member(session, agent, rita, actor=SYSTEM, now=now),
        "is hired": lambda: create_user(
            session,
            NewUser("zoe@demo.example", "Zoe", "a long password", role_ids=[agent]),
            actor=SYSTEM,
            now=now,
        ),
        "comes back": lambda: end_leave(session, leave, actor=SYSTEM, now=now),
        "is let in": lambda: activate_user(session, rita, actor=SYSTEM, now=now),
        "role is back": lambda: activate_role(session, agent, actor=SYSTEM, now=now),
    }
    acts[way]()
    (holder,) = holders(session)
    assert (holder == rita) is (way != "is hired")
    assert holder is not None


def test_who_is_let_in_again_is_not_given_all_that_comes(session: AnySession, cast: Cast) -> None:
    submit(session, cast, 3)
    alice = cast.user_ids["Alice"]
    deactivate_user(session, alice, actor=SYSTEM, now=MORNING)
    submit(session, cast, 21)
    activate_user(session, alice, actor=SYSTEM, now=MORNING)
    before = Counter(holders(session))
    submit(session, cast, 6)
    given = Counter(holders(session)) - before
    assert set(given) == {cast.user_ids[name] for name in AGENTS}
    assert given[alice] <= 3


@pytest.mark.parametrize("way", ["loses the permission", "is out of use"])
def test_a_role_that_coordinates_no_more_leaves_no_coordinator_without_power(
    session: AnySession, cast: Cast, way: str
) -> None:
    submit(session, cast)
    role, now = cast.role("Ticket Coordinator"), MORNING + timedelta(hours=1)
    assert session.scalars(sa.select(Task.coordinator_id)).one() == cast.user_ids["Cora"]
    if way == "is out of use":
        deactivate_role(session, role, actor=SYSTEM, now=now)
    else:
        rights = [Permission.REPORTS]
        change_role(session, role, "Ticket Coordinator", "", rights, actor=SYSTEM, now=now)
    session.rollback()
    assert session.scalars(sa.select(Task.coordinator_id)).one() is None
    if way == "is out of use":
        activate_role(session, role, actor=SYSTEM, now=now)
    else:
        rights = [Permission.COORDINATE]
        change_role(session, role, "Ticket Coordinator", "", rights, actor=SYSTEM, now=now)
    session.rollback()
    assert session.scalars(sa.select(Task.coordinator_id)).one() == cast.user_ids["Cora"]

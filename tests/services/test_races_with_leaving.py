"""Somebody leaves while an item is on its way to them: whatever comes first, no item stays with who left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast
from tests.workflows import Stored, store_workflow
from tts.domain.errors import DomainError, NotPermitted
from tts.extensions import db
from tts.models import Membership, TaskItem, User
from tts.services.escalations import escalate_item, return_item
from tts.services.people import deactivate_user, remove_member
from tts.services.tasks import claim_item, complete_task_item, transfer_item
from tts.services.tickets import TicketRequest, submit_ticket
from tts.services.transaction import use_case

PAUSE = 0.7
"""Seconds that the first act stays open after its last statement; the leaving comes in between."""
LATER = MORNING + timedelta(minutes=5)
Act = Callable[[Session], object]


@pytest.fixture
def cast(session: scoped_session[Session]) -> Cast:
    """Everybody."""
    return gather_cast(session)


@pytest.fixture
def flow(session: scoped_session[Session], cast: Cast) -> Stored:
    """Triage, Resolve, Verify."""
    return store_workflow(session, cast)


@pytest.fixture
def item_id(session: scoped_session[Session], cast: Cast, flow: Stored) -> int:
    """An open item at Triage, Alice's."""
    request = TicketRequest("Laptop", "", "IT", "Technology", "Support Request")
    submitted = submit_ticket(session, request, actor=cast.rita, now=MORNING)
    assert submitted.item_id is not None
    assert session.get_one(TaskItem, submitted.item_id).holder_id == cast.user_ids["Alice"]
    session.rollback()
    return submitted.item_id


@use_case
def act_slowly(session: Session, act: Act, is_written: threading.Event) -> None:
    """Do `act` and keep its transaction open for a moment."""
    act(session)
    is_written.set()
    threading.Event().wait(PAUSE)


def let_leave_during(app: Flask, act: Act, leaving: Act) -> None:
    """Begin `act`, and `leaving` before it is committed, each on a connection of its own."""
    is_written = threading.Event()
    broken: list[BaseException] = []

    def run(work: Act) -> None:
        with app.app_context():
            try:
                work(db.session())
            except BaseException as error:
                broken.append(error)
                raise
            finally:
                is_written.set()
                db.session.remove()

    first = threading.Thread(target=run, args=(lambda own: act_slowly(own, act, is_written),))
    first.start()
    is_written.wait()
    second = threading.Thread(target=run, args=(leaving,))
    second.start()
    first.join()
    second.join()
    assert not [error for error in broken if not isinstance(error, DomainError)]


def find_strays(session: scoped_session[Session]) -> list[int]:
    """Open items held by somebody who is not an active member of their role."""
    session.rollback()
    is_member = sa.exists().where(
        Membership.role_id == TaskItem.role_id,
        Membership.user_id == TaskItem.holder_id,
        User.id == Membership.user_id,
        User.is_active,
    )
    held = sa.select(TaskItem.id).where(TaskItem.closed_at.is_(None), TaskItem.holder_id.is_not(None))
    return list(session.scalars(held.where(~is_member)))


@pytest.mark.parametrize("way", ["deactivated", "out of the role"])
@pytest.mark.parametrize("deed", ["assign", "transfer", "return"])
def test_an_item_on_its_way_to_who_leaves_finds_another(
    app: Flask,
    session: scoped_session[Session],
    cast: Cast,
    flow: Stored,
    item_id: int,
    deed: str,
    way: str,
) -> None:
    ada, alice, max_ = cast.ada, cast.alice, cast.max
    goes_to = {"assign": "Tom", "transfer": "Bob", "return": "Alice"}[deed]
    role = cast.role("Technician" if deed == "assign" else "Agent")
    user_id = cast.user_ids[goes_to]
    if deed == "return":
        escalated = escalate_item(session, item_id, "Too hard.", actor=alice, now=MORNING).next_item_id
        assert escalated is not None
        reviewer = cast.called(session.get_one(TaskItem, escalated).holder_id)
    session.rollback()

    def act(own: Session) -> object:
        if deed == "assign":
            choice = flow.choice("Triage", "Assign")
            return complete_task_item(own, item_id, choice, actor=alice, now=LATER)
        if deed == "transfer":
            return transfer_item(own, item_id, user_id, "Yours.", actor=alice, now=LATER)
        return return_item(own, escalated, "Try again.", actor=reviewer, now=LATER)

    def leaving(own: Session) -> object:
        if way == "deactivated":
            return deactivate_user(own, user_id, actor=ada, now=LATER)
        return remove_member(own, role, user_id, actor=ada, now=LATER)

    assert max_.user_id is not None
    let_leave_during(app, act, leaving)
    assert find_strays(session) == []
    open_items = session.scalars(sa.select(TaskItem).where(TaskItem.closed_at.is_(None))).all()
    assert len(open_items) == 1


@pytest.mark.parametrize("way", ["deactivated", "out of the role"])
def test_who_left_after_loading_the_page_claims_nothing(
    session: scoped_session[Session], cast: Cast, item_id: int, way: str
) -> None:
    session.execute(sa.update(TaskItem).values(holder_id=None, status="waiting"))
    session.commit()
    bob, ada = cast.bob, cast.ada
    assert bob.user_id is not None
    if way == "deactivated":
        deactivate_user(session, bob.user_id, actor=ada, now=LATER)
    else:
        remove_member(session, cast.role("Agent"), bob.user_id, actor=ada, now=LATER)
    with pytest.raises(NotPermitted, match="roles changed"):
        claim_item(session, item_id, actor=bob, now=LATER)
    assert find_strays(session) == []

"""Nobody decides on their own request: who asked for a ticket neither gets its work nor takes it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, leave, send_away
from tests.desk import Desk, open_desk
from tests.workflows import HOUR, SUPPORT
from tts.domain.errors import Invalid, NotPermitted
from tts.models import Ticket
from tts.queries.home import desk_numbers
from tts.queries.inbox import count_items, role_items
from tts.services.assignment import give_waiting_items, release_items
from tts.services.escalations import escalate_item, return_item
from tts.services.tasks import claim_item, complete_task_item, transfer_item

LATER = MORNING + HOUR


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def send_all_but_alice(desk: Desk) -> None:
    for person in (desk.cast.bob, desk.cast.carol):
        send_away(desk.session, person, MORNING - HOUR, LATER)


def test_an_agents_own_request_goes_to_another_and_shares_stay_even(desk: Desk) -> None:
    own = [desk.holder(desk.submit(actor=desk.cast.alice)).name for _ in range(2)]
    assert own == ["Bob", "Carol"]
    others = Counter(desk.holder(desk.submit()).name for _ in range(7))
    assert others == {"Alice": 3, "Bob": 2, "Carol": 2}


def test_the_only_member_gets_no_work_on_their_own_request(desk: Desk) -> None:
    send_all_but_alice(desk)
    submitted = desk.submit(actor=desk.cast.alice)
    assert desk.open_item(submitted).holder_id is None
    assert desk.kinds(submitted)[-1] == "item.waiting"
    assert desk.told(submitted, "send_workflow_step_notification") == {"Ada", "Cora"}


def test_what_waits_behind_an_own_request_is_still_given_out(desk: Desk) -> None:
    send_away(desk.session, desk.cast.alice, MORNING - HOUR, MORNING + HOUR / 2)
    send_all_but_alice(desk)
    own, other = desk.submit(actor=desk.cast.alice, priority="urgent"), desk.submit(priority="low")
    agents = [desk.cast.role("Agent")]
    assert give_waiting_items(desk.session, agents, actor=desk.cast.ada, now=MORNING + HOUR / 2) == 1
    assert desk.open_item(own).holder_id is None
    assert desk.holder(other).name == "Alice"
    assert give_waiting_items(desk.session, agents, actor=desk.cast.ada, now=LATER) == 1
    assert desk.holder(own).name in ("Bob", "Carol")


def test_who_asked_can_neither_claim_their_request_nor_see_it_as_claimable(
    session: scoped_session[Session],
) -> None:
    places = (replace(SUPPORT.places[0], assignment="queue"), *SUPPORT.places[1:])
    desk = open_desk(session, replace(SUPPORT, places=places))
    submitted = desk.submit(actor=desk.cast.alice)
    item = desk.open_item(submitted)
    with pytest.raises(NotPermitted, match="You asked for this ticket yourself"):
        claim_item(session, item.id, actor=desk.cast.alice, now=LATER)
    seen = {
        name: (
            len(role_items(session, actor).rows),
            count_items(session, actor, LATER).claimable,
            desk_numbers(session, actor, since=MORNING, now=LATER).claim,
        )
        for name, actor in (("alice", desk.cast.alice), ("bob", desk.cast.bob))
    }
    assert seen == {"alice": (0, 0, 0), "bob": (1, 1, 1)}
    claim_item(session, item.id, actor=desk.cast.bob, now=LATER)
    assert desk.holder(submitted).name == "Bob"


def test_an_admin_cannot_take_their_own_request(desk: Desk) -> None:
    submitted = desk.submit(actor=desk.cast.ada)
    item = desk.open_item(submitted)
    with pytest.raises(NotPermitted, match="You asked for this ticket yourself"):
        claim_item(desk.session, item.id, held_by=item.holder_id, actor=desk.cast.ada, now=LATER)


def test_an_own_request_is_transferred_to_others_only(desk: Desk) -> None:
    submitted = desk.submit(actor=desk.cast.alice)
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    alice_id = desk.cast.alice.user_id
    assert alice_id is not None
    with pytest.raises(Invalid, match="asked for this ticket themselves"):
        transfer_item(desk.session, item.id, alice_id, actor=holder, now=LATER)
    assert desk.holder(submitted) == holder


def test_who_held_a_request_that_is_theirs_may_pass_it_on_but_not_act(desk: Desk) -> None:
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    desk.session.get_one(Ticket, submitted.ticket_id).requester_id = holder.user_id
    desk.session.commit()
    choice = desk.flow.choice(item.step_name, desk.flow.graph.transitions[0].name)
    with pytest.raises(NotPermitted, match="You asked for this ticket yourself"):
        complete_task_item(desk.session, item.id, choice, actor=holder, now=LATER)
    other = next(actor for actor in (desk.cast.alice, desk.cast.bob) if actor != holder)
    assert other.user_id is not None
    transfer_item(desk.session, item.id, other.user_id, actor=holder, now=LATER)
    assert desk.holder(submitted) == other


def test_an_own_request_is_escalated_to_and_released_to_others(desk: Desk) -> None:
    submitted = desk.submit(actor=desk.cast.max)
    escalate_item(
        desk.session, desk.open_item(submitted).id, "stuck", actor=desk.holder(submitted), now=LATER
    )
    assert desk.holder(submitted).name == "Mona"
    return_item(desk.session, desk.open_item(submitted).id, "go on", actor=desk.cast.mona, now=LATER)
    own = desk.submit(actor=desk.cast.alice)
    leaving = desk.holder(own)
    assert leaving.user_id is not None
    desk.session.rollback()
    leave(desk.session, leaving.user_id, desk.cast.role("Agent"))
    agents = [desk.cast.role("Agent")]
    release_items(desk.session, leaving.user_id, agents, actor=desk.cast.ada, now=LATER)
    assert desk.holder(own).name not in ("Alice", leaving.name)

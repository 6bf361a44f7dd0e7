"""Random days of tickets that wait for other systems: after every act the clocks follow from the events."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk
from tests.services.neighbours import BOTH, LATER, answer_bms, await_answer, open_ending_desk, review
from tts.queries.clock_proof import prove_clocks
from tts.services.audit import verify_chain
from tts.services.tasks import hold_item, resume_item
from tts.services.tickets import SubmittedTicket, cancel_ticket, reopen_ticket, withdraw_ticket

Db = scoped_session[Session]
Act = Callable[[Desk, SubmittedTicket, datetime], object]


def reopen(desk: Desk, one: SubmittedTicket, now: datetime) -> None:
    """The coordinator opens it again."""
    reopen_ticket(desk.session, one.ticket_id, "Again.", actor=desk.cast.cora, now=now)


def pause(desk: Desk, one: SubmittedTicket, now: datetime) -> None:
    """Its holder waits for something for a while."""
    item, holder = desk.open_item(one), desk.holder(one)
    hold_item(desk.session, item.id, "Parts.", actor=holder, now=now)
    resume_item(desk.session, item.id, actor=holder, now=now + timedelta(minutes=7))


ACTS: dict[str, list[Act]] = {
    "Pending External": [
        lambda desk, one, now: answer_bms(desk.session, review(one.number), now),
        lambda desk, one, now: answer_bms(desk.session, review(one.number, "REJECTED"), now),
        lambda desk, one, now: cancel_ticket(
            desk.session, one.ticket_id, "No.", actor=desk.cast.cora, now=now
        ),
        lambda desk, one, now: withdraw_ticket(
            desk.session, one.ticket_id, "No.", actor=desk.cast.rita, now=now
        ),
    ],
    "In Progress": [
        pause,
        lambda desk, one, now: desk.choose(one, None, now, configured_systems=BOTH),
        lambda desk, one, now: answer_bms(desk.session, review(one.number), now),
    ],
}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_while_tickets_wait_their_clocks_are_proved(session: Db, seed: int) -> None:
    dice, desk = random.Random(seed), open_ending_desk(session, "budget")
    tickets, now = [await_answer(desk) for _ in range(2)], LATER
    for _ in range(16):
        now += timedelta(minutes=dice.randint(8, 400))
        one = dice.choice(tickets)
        act = dice.choice(ACTS.get(desk.ticket(one).status, [reopen]))
        act(desk, one, now)
        assert [proof for proof in prove_clocks(session) if proof.differences] == []
    for one in tickets:
        assert verify_chain(session, "ticket", one.ticket_id).holds
        is_waiting = desk.ticket(one).status == "Pending External"
        assert (desk.task(one).waiting_on is not None) == is_waiting

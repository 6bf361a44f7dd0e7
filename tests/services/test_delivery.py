"""Delivery as a promise: at least once under one key, in order per ticket, one failure stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from time import sleep

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.posting import (
    MINUTE,
    SECOND,
    Postman,
    deliver,
    message_of,
    post,
    refusing,
    statuses,
)
from tests.services.test_statements import counted
from tts.domain.backoff import DELAYS
from tts.models import OutboxMessage
from tts.services.outbox import (
    ClaimedMessage,
    Deferred,
    Deliveries,
    Undeliverable,
    claim_messages,
    deliver_due,
    settle_delivered,
    settle_refused,
)
from tts.services.outbox.claim import LEASE

Db = scoped_session[Session]


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def ticket(desk: Desk) -> int:
    """The id of a new ticket."""
    return desk.submit().ticket_id


def test_all_that_is_due_arrives_in_one_pass_however_many_batches_it_takes(session: Db) -> None:
    kinds = [f"m{number}" for number in range(9)]
    ids, postman = post(session, *kinds), Postman()
    assert deliver_due(session, {"mail": postman}, clock=lambda: MORNING, limit=2) == Deliveries(9, 0)
    assert (postman.arrived, postman.closed) == (kinds, 1)
    assert statuses(session, ids) == ["delivered"] * 9
    last = message_of(session, ids[-1])
    assert (last.ended_at, last.attempts, last.token, last.remark) == (MORNING, 1, None, None)
    assert deliver(session, postman, MORNING) == Deliveries(0, 0)


def test_what_is_not_due_or_has_no_courier_is_left_alone(session: Db) -> None:
    post(session, "later", now=MORNING + MINUTE)
    post(session, "elsewhere", destination="hdts")
    postman = Postman()
    assert deliver(session, postman, MORNING) == Deliveries(0, 0)
    assert postman.tried == []


def test_a_message_that_fails_waits_longer_each_time_and_then_has_failed_with_the_reason(session: Db) -> None:
    (message_id,), now = post(session, "bad"), MORNING
    for delay in DELAYS:
        assert deliver(session, refusing(Deferred("Full.")), now) == Deliveries(0, 1)
        row = message_of(session, message_id)
        assert (row.status, row.remark, row.next_at) == ("waiting", "Full.", now + delay)
        assert deliver(session, Postman(), now + delay - SECOND) == Deliveries(0, 0)
        now += delay
    deliver(session, refusing(Deferred("Still full.")), now)
    row = message_of(session, message_id)
    assert (row.status, row.remark, row.ended_at, row.attempts) == ("failed", "Still full.", now, 6)
    assert deliver(session, Postman(), now + timedelta(days=9)) == Deliveries(0, 0)


def test_a_message_that_will_never_be_taken_fails_at_once_with_the_words_of_the_other_side(
    session: Db,
) -> None:
    bad, good = post(session, "bad", "good")
    assert deliver(session, refusing(Undeliverable("550 No such person"), "bad"), MORNING) == Deliveries(1, 1)
    assert statuses(session, [bad, good]) == ["failed", "delivered"]
    assert message_of(session, bad).remark == "550 No such person"


def test_a_courier_that_stumbles_over_one_message_carries_the_others(session: Db) -> None:
    bad, good = post(session, "bad", "good")
    assert deliver(session, refusing(KeyError("to"), "bad"), MORNING) == Deliveries(1, 1)
    assert statuses(session, [bad, good]) == ["waiting", "delivered"]
    assert message_of(session, bad).remark == "KeyError: 'to'"


def test_later_messages_of_a_ticket_wait_for_an_earlier_one_and_go_on_once_it_failed(desk: Desk) -> None:
    mine, others = ticket(desk), ticket(desk)
    session = desk.session
    first, second = post(session, "first", "second", ticket_id=mine)
    post(session, "other", ticket_id=others)
    post(session, "free")
    postman = refusing(Deferred("Full."), "first")
    assert deliver(session, postman, MORNING) == Deliveries(2, 1)
    assert postman.arrived == ["other", "free"]
    assert deliver(session, Postman(), MORNING + SECOND) == Deliveries(0, 0)
    deliver(session, refusing(Undeliverable("No."), "first"), MORNING + MINUTE)
    assert statuses(session, [first, second]) == ["failed", "delivered"]


def test_messages_of_one_ticket_to_two_destinations_do_not_wait_for_each_other(desk: Desk) -> None:
    mine, session = ticket(desk), desk.session
    post(session, "first", ticket_id=mine)
    post(session, "second", ticket_id=mine, destination="webhook")
    deliver(session, refusing(Deferred("Full.")), MORNING)
    assert deliver(session, Postman(), MORNING, "webhook") == Deliveries(1, 0)


def test_what_a_killed_deliverer_had_in_hand_goes_again_under_the_same_key_when_its_lease_is_over(
    session: Db,
) -> None:
    (message_id,) = post(session, "letter")
    (claimed,) = claim_messages(session, ["mail"], token="killed", now=MORNING, limit=9)
    postman = Postman()
    assert deliver(session, postman, MORNING + LEASE - SECOND) == Deliveries(0, 0)
    assert deliver(session, postman, MORNING + LEASE) == Deliveries(1, 0)
    assert postman.keys == [claimed.key]
    assert message_of(session, message_id).attempts == 2


def test_a_late_answer_of_a_lost_lease_changes_nothing(session: Db) -> None:
    (message_id,) = post(session, "letter")
    (slow,) = claim_messages(session, ["mail"], token="slow", now=MORNING, limit=9)
    later = MORNING + LEASE
    claim_messages(session, ["mail"], token="quick", now=later, limit=9)
    assert not settle_delivered(session, slow, token="slow", now=later)
    failure = Undeliverable("No.")
    assert not settle_refused(session, slow, failure, token="slow", now=later, dice=0)
    row = message_of(session, message_id)
    assert (row.status, row.token, row.remark) == ("waiting", "quick", None)
    assert settle_delivered(session, slow, token="quick", now=later)
    assert not settle_delivered(session, slow, token="quick", now=later)


def test_told_to_stop_it_finishes_the_message_in_hand_and_hands_the_others_back(session: Db) -> None:
    ids, postman = post(session, "a", "b", "c"), Postman()
    answers: Iterator[bool] = iter((False, False, True))
    result = deliver_due(
        session, {"mail": postman}, clock=lambda: MORNING, stop=lambda: next(answers, True), limit=3
    )
    assert result == Deliveries(2, 0)
    left = message_of(session, ids[2])
    assert (left.status, left.attempts, left.token, left.next_at) == ("waiting", 0, None, MORNING)
    assert deliver(session, postman, MORNING) == Deliveries(1, 0)


def test_a_slow_destination_never_has_a_message_in_hand_after_its_lease(session: Db) -> None:
    post(session, *(f"m{number}" for number in range(6)))
    now = MORNING
    leases: list[bool] = []

    def take_long(message: ClaimedMessage) -> None:
        nonlocal now
        leases.append(message_of(session, message.id).next_at > now + MINUTE / 2)
        session.rollback()
        now += MINUTE / 2

    assert deliver_due(session, {"mail": Postman(take_long)}, clock=lambda: now) == Deliveries(6, 0)
    assert leases == [True] * 6


def test_nothing_is_carried_inside_a_transaction(session: Db) -> None:
    post(session, "a", "b")
    inside: list[bool] = []
    deliver(session, Postman(lambda message: inside.append(session().in_transaction())), MORNING)
    assert inside == [False, False]


def test_six_deliverers_at_once_deliver_each_message_once_and_each_ticket_in_order(
    desk: Desk, database_url: str
) -> None:
    session = desk.session
    tickets = [ticket(desk) for _ in range(5)]
    for number in range(6):
        for mine in tickets:
            post(session, f"{mine} {number}", ticket_id=mine)
    postman = Postman(lambda message: sleep(0.002))

    def work(own: Session) -> Deliveries:
        done = Deliveries()
        for _ in range(40):
            done += deliver_due(own, {"mail": postman}, clock=lambda: MORNING, limit=3)
        return done

    results = race(database_url, [work] * 6)
    assert sum(result.delivered for result in results) == 30
    assert len(set(postman.arrived)) == len(postman.arrived) == 30
    for mine in tickets:
        assert [kind for kind in postman.arrived if kind.startswith(f"{mine} ")] == [
            f"{mine} {number}" for number in range(6)
        ]


def test_a_pass_that_finds_nothing_costs_two_statements_and_a_message_few(desk: Desk) -> None:
    with counted(desk) as statements:
        deliver(desk.session, Postman(), MORNING)
    assert len(statements) == 2
    post(desk.session, "one")
    with counted(desk) as one:
        deliver(desk.session, Postman(), MORNING)
    post(desk.session, *"abcdefgh")
    with counted(desk) as many:
        deliver(desk.session, Postman(), MORNING)
    assert len(many) - len(one) == 7 * 3


@settings(max_examples=30)
@given(st.data())
def test_whatever_fails_each_ticket_is_served_in_order(data: st.DataObject) -> None:
    engine = sa.create_engine("sqlite://")
    OutboxMessage.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(data.draw(st.integers(1, 8))):
            post(session, str(number), ticket_id=data.draw(st.integers(1, 2)))
        failures = st.sampled_from((None, None, Deferred("Full."), Undeliverable("No.")))
        tried: list[tuple[int, int, datetime]] = []
        now = MORNING

        def answer(message: ClaimedMessage) -> None:
            assert message.ticket_id is not None
            tried.append((message.ticket_id, message.id, now))
            failure = data.draw(failures)
            if failure:
                raise failure

        still_waiting = sa.select(OutboxMessage.id).where(OutboxMessage.status == "waiting")
        for _ in range(60):
            if session.scalars(still_waiting).first() is None:
                break
            deliver(session, Postman(answer), now)
            now += timedelta(hours=3)
        assert session.scalars(still_waiting).all() == []
        for mine in (1, 2):
            order = [message_id for ticket_id, message_id, _ in tried if ticket_id == mine]
            assert order == sorted(order)
    engine.dispose()


def test_a_claimed_message_is_a_plain_value(session: Db) -> None:
    post(session, "letter")
    (claimed,) = claim_messages(session, ["mail"], token="t", now=MORNING, limit=9)
    assert replace(claimed, attempts=1) == claimed
    assert (claimed.kind, claimed.destination, claimed.created_at) == ("letter", "mail", MORNING)

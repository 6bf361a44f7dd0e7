"""What admins do with messages that failed: each act is recorded, or refused with the reason."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.neighbours import answer_bms, await_answer, open_ending_desk, review
from tests.services.posting import MINUTE, Postman, deliver, message_of, post, refusing, statuses
from tests.services.test_breaker import OPENED, fall_silent
from tts.domain.errors import NotFound, NotPermitted
from tts.domain.proposal import KIND
from tts.models import Event, OutboxMessage
from tts.services.audit import verify_chain
from tts.services.outbox import (
    Deliveries,
    Undeliverable,
    claim_messages,
    discard_message,
    retry_all,
    retry_message,
)
from tts.services.outbox.acts import MessageAsked, MessageEnded, MessageInHand

LATER = MORNING + MINUTE


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def fail(desk: Desk, *kinds: str, ticket_id: int | None = None) -> list[int]:
    """Messages that have failed."""
    ids = post(desk.session, *kinds, ticket_id=ticket_id)
    deliver(desk.session, refusing(Undeliverable("550 No such person")), MORNING)
    return ids


def people_events(desk: Desk) -> list[Event]:
    found = sa.select(Event).where(Event.kind.like("outbox.%"), Event.stream == "people")
    return list(desk.session.scalars(found.order_by(Event.seq)))


def test_a_failed_message_is_tried_again_with_all_its_attempts(desk: Desk) -> None:
    submitted = desk.submit()
    (message_id,) = fail(desk, "letter", ticket_id=submitted.ticket_id)
    retry_message(desk.session, message_id, actor=desk.cast.ada, now=LATER)
    row = message_of(desk.session, message_id)
    assert (row.status, row.attempts, row.next_at, row.ended_at) == ("waiting", 0, LATER, None)
    last = desk.events(submitted)[-1]
    assert (last.kind, last.actor_name) == ("outbox.retried", "Ada")
    assert last.facts == {"message_id": message_id, "destination": "mail", "message": "letter"}
    assert deliver(desk.session, Postman(), LATER) == Deliveries(1, 0)
    assert verify_chain(desk.session, "ticket", submitted.ticket_id).fault is None


def test_a_message_without_a_ticket_is_told_in_the_chain_of_settings(desk: Desk) -> None:
    first, second = fail(desk, "one", "two")
    retry_message(desk.session, first, actor=desk.cast.ada, now=LATER)
    discard_message(desk.session, second, actor=desk.cast.ada, now=LATER)
    assert [event.kind for event in people_events(desk)] == ["outbox.retried", "outbox.discarded"]


def test_a_message_that_waits_is_tried_at_once_even_past_an_open_breaker(desk: Desk) -> None:
    ids = fall_silent(desk.session)
    retry_message(desk.session, ids[0], actor=desk.cast.ada, now=OPENED)
    assert deliver(desk.session, Postman(), OPENED).delivered >= 1
    assert message_of(desk.session, ids[0]).status == "delivered"


def test_a_discarded_message_lets_the_later_ones_of_its_ticket_go_on(desk: Desk) -> None:
    mine = desk.submit().ticket_id
    first, second = post(desk.session, "first", "second", ticket_id=mine)
    discard_message(desk.session, first, actor=desk.cast.ada, now=MORNING)
    assert deliver(desk.session, Postman(), MORNING) == Deliveries(1, 0)
    assert statuses(desk.session, [first, second]) == ["discarded", "delivered"]


def test_a_question_is_given_up_once_a_later_one_is_asked_or_its_ticket_waits_no_more(
    session: scoped_session[Session],
) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk)
    (left,) = post(session, KIND, destination="bms", ticket_id=submitted.ticket_id)
    (last,) = post(session, KIND, destination="bms", ticket_id=submitted.ticket_id)
    discard_message(session, left, actor=desk.cast.ada, now=LATER)
    with pytest.raises(MessageAsked, match="withdrawing or cancelling the ticket discards it"):
        discard_message(session, last, actor=desk.cast.ada, now=LATER)
    answer_bms(session, review(submitted.number))
    (late,) = post(session, KIND, destination="bms", ticket_id=submitted.ticket_id)
    discard_message(session, late, actor=desk.cast.ada, now=LATER)
    assert statuses(session, [left, late]) == ["discarded"] * 2


def test_all_that_failed_is_tried_again_in_one_act_and_one_event(desk: Desk) -> None:
    ids = fail(desk, "one", "two", "three")
    other = post(desk.session, "other", destination="webhook")
    deliver(desk.session, refusing(Undeliverable("No.")), MORNING, "webhook")
    assert retry_all(desk.session, "mail", actor=desk.cast.ada, now=LATER) == 3
    assert statuses(desk.session, [*ids, *other]) == ["waiting"] * 3 + ["failed"]
    assert retry_all(desk.session, actor=desk.cast.ada, now=LATER) == 1
    assert retry_all(desk.session, actor=desk.cast.ada, now=LATER) == 0
    assert [event.facts["count"] for event in people_events(desk)] == [3, 1]


def test_what_has_ended_or_is_on_its_way_is_refused_with_the_reason(desk: Desk) -> None:
    (message_id,) = post(desk.session, "letter")
    claim_messages(desk.session, ["mail"], token="t", now=MORNING, limit=1)
    for act in (retry_message, discard_message):
        with pytest.raises(MessageInHand, match="being delivered right now"):
            act(desk.session, message_id, actor=desk.cast.ada, now=MORNING)
        with pytest.raises(NotFound):
            act(desk.session, 987_654, actor=desk.cast.ada, now=MORNING)
    for status, words in (
        ("delivered", "delivered already"),
        ("discarded", "was discarded"),
        ("not configured", "never to be sent"),
    ):
        desk.session.execute(sa.update(OutboxMessage).values(status=status, token=None))
        desk.session.commit()
        for act in (retry_message, discard_message):
            with pytest.raises(MessageEnded, match=words):
                act(desk.session, message_id, actor=desk.cast.ada, now=LATER)
    assert people_events(desk) == []


@pytest.mark.parametrize("name", ["Alice", "Max", "Cora", "Rita", "Otto"])
def test_only_admins_act_on_messages(desk: Desk, name: str) -> None:
    (message_id,) = fail(desk, "letter")
    actor = desk.cast.actor(name)
    for act in (retry_message, discard_message):
        with pytest.raises(NotPermitted):
            act(desk.session, message_id, actor=actor, now=LATER)
    with pytest.raises(NotPermitted):
        retry_all(desk.session, actor=actor, now=LATER)
    assert statuses(desk.session, [message_id]) == ["failed"]


def test_two_admins_at_once_never_do_both(desk: Desk, database_url: str) -> None:
    mine = desk.submit().ticket_id
    (message_id,) = fail(desk, "letter", ticket_id=mine)
    ada = desk.cast.ada
    desk.session.rollback()
    results = race(
        database_url,
        [lambda own: discard_message(own, message_id, actor=ada, now=LATER) for _ in range(4)],
    )
    assert sorted(type(result).__name__ for result in results) == ["MessageEnded"] * 3 + ["NoneType"]
    assert verify_chain(desk.session, "ticket", mine).fault is None

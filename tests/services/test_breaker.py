"""The breaker: a system that does not answer is left in peace, and delays nobody else."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.racing import race
from tests.services.posting import (
    MINUTE,
    SECOND,
    Postman,
    deliver,
    destination_of,
    message_of,
    post,
    refusing,
    statuses,
)
from tts.domain.backoff import FAILURES_TO_OPEN
from tts.models import Destination
from tts.services.outbox import (
    Away,
    Deliveries,
    Undeliverable,
    Unreachable,
    Unsent,
    claim_messages,
    deliver_due,
    note_standing,
)

Db = scoped_session[Session]
DOWN = Unreachable("The mail server does not answer.")


def fall_silent(session: Db) -> list[int]:
    """Six messages for a destination that does not answer five times in a row: its breaker opens."""
    ids = post(session, *"abcdef")
    for number in range(FAILURES_TO_OPEN):
        deliver(session, refusing(DOWN), MORNING + number * SECOND)
    return ids


OPENED = MORNING + (FAILURES_TO_OPEN - 1) * SECOND


def test_five_silences_in_a_row_open_it_and_then_no_attempt_is_spent(session: Db) -> None:
    ids = fall_silent(session)
    known = destination_of(session)
    assert (known.failures, known.open_until, known.reason) == (5, OPENED + MINUTE, DOWN.reason)
    attempts = [message_of(session, message_id).attempts for message_id in ids]
    postman = Postman()
    assert deliver(session, postman, OPENED + MINUTE - SECOND) == Deliveries(0, 0)
    assert postman.tried == []
    assert [message_of(session, message_id).attempts for message_id in ids] == attempts


def test_one_attempt_a_pass_is_enough_to_know_that_it_does_not_answer(session: Db) -> None:
    ids, postman = post(session, *"abcdef"), refusing(DOWN)
    assert deliver(session, postman, MORNING) == Deliveries(0, 1)
    assert [message_of(session, message_id).attempts for message_id in ids] == [1, 0, 0, 0, 0, 0]


def test_after_the_pause_one_message_tries_it_and_the_pause_doubles_while_it_stays_silent(
    session: Db,
) -> None:
    fall_silent(session)
    now = OPENED + MINUTE
    for minutes in (2, 4, 8, 16, 30, 30):
        postman = refusing(DOWN)
        assert deliver(session, postman, now) == Deliveries(0, 1)
        assert destination_of(session).open_until == now + minutes * MINUTE
        assert deliver(session, postman, now + minutes * MINUTE - SECOND) == Deliveries(0, 0)
        now += minutes * MINUTE


def test_it_closes_when_the_destination_answers_and_all_that_waited_catches_up(session: Db) -> None:
    ids = fall_silent(session)
    assert deliver(session, Postman(), OPENED + MINUTE) == Deliveries(6, 0)
    assert statuses(session, ids) == ["delivered"] * 6
    known = destination_of(session)
    assert (known.failures, known.open_until, known.reason) == (0, None, None)
    assert known.answered_at == OPENED + MINUTE


def test_what_is_behind_another_system_is_tried_as_soon_as_that_one_answers_again(session: Db) -> None:
    ids = fall_silent(session)
    soon = OPENED + 2 * SECOND
    note_standing(session, "broker", None, now=OPENED, behind=["mail"])
    assert deliver(session, Postman(), OPENED) == Deliveries(0, 0)
    note_standing(session, "broker", "RabbitMQ does not answer.", now=OPENED, behind=["mail"])
    assert deliver(session, Postman(), OPENED) == Deliveries(0, 0)
    note_standing(session, "broker", None, now=soon, behind=["mail"])
    delivered = deliver(session, Postman(), soon)
    assert delivered.delivered > 0
    assert destination_of(session).open_until is None
    assert deliver(session, Postman(), OPENED + MINUTE) == Deliveries(6 - delivered.delivered, 0)
    assert statuses(session, ids) == ["delivered"] * 6


def test_a_destination_that_refuses_a_message_is_there(session: Db) -> None:
    fall_silent(session)
    refused = refusing(Undeliverable("550 No such person"))
    assert deliver(session, refused, OPENED + MINUTE) == Deliveries(0, 6)
    assert destination_of(session).open_until is None
    post(session, *"ghijklmnop")
    assert deliver(session, refused, OPENED + MINUTE) == Deliveries(0, 10)
    assert destination_of(session).failures == 0


def test_what_never_left_and_what_this_side_got_wrong_say_nothing_of_the_destination(session: Db) -> None:
    fall_silent(session)
    before = destination_of(session).answered_at
    for failure in (Unsent("No such message ever leaves."), ZeroDivisionError("a fault of ours")):
        now = OPENED + MINUTE
        assert deliver(session, refusing(failure), now) == Deliveries(0, 1)
        known = destination_of(session)
        assert (known.failures, known.answered_at, known.failed_at) == (5, before, OPENED)
        assert known.open_until is not None
        session.execute(sa.update(Destination).values(open_until=now))
        session.commit()


def test_a_dead_system_delays_nobody_elses_messages(session: Db) -> None:
    post(session, *"abcdefgh")
    post(session, "for others", destination="webhook")
    dead, alive = refusing(ConnectionRefusedError("refused")), Postman()
    done = deliver_due(session, {"mail": dead, "webhook": alive}, clock=lambda: MORNING)
    assert done == Deliveries(1, 1)
    assert (dead.tried, alive.arrived) == (["a"], ["for others"])


def test_only_one_of_many_deliverers_tries_a_silent_destination(session: Db, database_url: str) -> None:
    fall_silent(session)
    postman = refusing(DOWN)
    now = OPENED + MINUTE
    race(
        database_url,
        [lambda own: deliver_due(own, {"mail": postman}, clock=lambda: now)] * 6,
    )
    assert len(postman.tried) == 1


def test_a_trial_whose_deliverer_was_killed_is_made_again(session: Db) -> None:
    fall_silent(session)
    now = OPENED + MINUTE
    assert len(claim_messages(session, ["mail"], token="killed", now=now, limit=9)) == 1
    assert claim_messages(session, ["mail"], token="other", now=now, limit=9) == []
    assert deliver(session, Postman(), now + timedelta(minutes=3)).delivered == 6


def test_a_way_that_is_closed_for_an_hour_fails_no_message_and_is_tried_every_minute(session: Db) -> None:
    ids = post(session, *"abcdef")
    closed = refusing(Away("RabbitMQ does not answer."))
    now = MORNING
    for _ in range(60):
        deliver(session, closed, now)
        now += MINUTE
    assert statuses(session, ids) == ["waiting"] * 6
    known = destination_of(session)
    assert known.open_until is not None
    assert known.open_until - now <= MINUTE
    postman = Postman()
    assert deliver(session, postman, now + MINUTE) == Deliveries(6, 0)

"""Idempotency-Key where another system is asked: it is asked once, and no transaction waits for it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from tests.api.conftest import Caller
from tests.fixtures.peers import Bms
from tests.fixtures.receivers import HOUSE, Receiver
from tests.services.hooking import make_hook, messages_to
from tts.models import Event, KeptAnswer
from tts.services.answers import LEASE

Db = scoped_session[Session]
KEY = {"Idempotency-Key": "7b1d-9"}
REPLAYED = "Idempotency-Replayed"
NEW = {"Idempotency-Key": "made meanwhile"}
PROBE = "/integrations/bms/probes/"


@pytest.fixture
def trial(app: Flask, session: Db, receiver: Receiver) -> str:
    """Where a webhook of the receiver is tried."""
    app.config["WEBHOOK_NETWORKS"] = HOUSE
    hook, _ = make_hook(session, receiver.url)
    return f"/webhooks/{hook}/trials/"


def probes_kept(session: Db) -> int:
    """How many tests of a connection were recorded."""
    session.rollback()
    told = sa.select(sa.func.count()).select_from(Event).where(Event.kind == "connection.tested")
    return session.scalar(told) or 0


def alike(first: TestResponse, again: TestResponse) -> None:
    """The second is the first one's answer, and says so."""
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")


def test_a_test_of_a_webhook_sent_again_sends_nothing_again(
    admin: Caller, session: Db, receiver: Receiver, trial: str
) -> None:
    receiver.answers = [(500, "no", {})]
    first = admin.post(trial, headers=KEY)
    assert (first.status_code, first.get_json()["reason"]) == (200, "It answered 500: no")
    alike(first, admin.post(trial, headers=KEY))
    assert len(receiver.calls) == 1
    assert admin.post(trial, headers={"Idempotency-Key": "another"}).get_json()["arrived"] is True
    assert admin.post(trial).get_json()["arrived"] is True
    assert len(receiver.calls) == 3


def test_a_test_of_a_connection_sent_again_tells_the_first_answer(
    app: Flask, admin: Caller, bms: Bms, session: Db
) -> None:
    app.config.update(BMS_URL=bms.url, BMS_KEY="k", CONFIGURED_SYSTEMS=frozenset({"bms"}))
    first = admin.post(PROBE, headers=KEY)
    assert first.get_json() == {"answers": True, "why_not": None}
    bms.stop()
    alike(first, admin.post(PROBE, headers=KEY))
    assert probes_kept(session) == 1
    assert admin.post(PROBE, headers={"Idempotency-Key": "another"}).get_json()["answers"] is False


def test_the_same_key_is_refused_for_another_question_and_for_another_act(
    admin: Caller, session: Db, receiver: Receiver, trial: str
) -> None:
    admin.post(trial, headers=KEY)
    others = [
        admin.post(PROBE, headers=KEY),
        admin.post(trial, {"more": 1}, headers=KEY),
        admin.post("/webhooks/", {"name": "Two", "url": receiver.url}, headers=KEY),
    ]
    assert [(one.status_code, one.get_json()["type"]) for one in others] == [(409, "urn:tts:key-used")] * 3
    assert (len(receiver.calls), probes_kept(session)) == (1, 0)


def test_of_many_at_once_one_asks_and_the_others_wait_for_what_it_is_told(
    admin: Caller, session: Db, receiver: Receiver, trial: str
) -> None:
    receiver.delay = 1
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: admin.post(trial, headers=KEY), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.get_json()["message_id"] for answer in answers}) == 1
    assert [answer.headers.get(REPLAYED) for answer in answers].count("true") == 3
    assert len(receiver.calls) == 1


def test_while_the_other_system_is_asked_nothing_is_locked(
    admin: Caller, session: Db, receiver: Receiver, trial: str
) -> None:
    receiver.delay = 3
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(admin.post, trial, headers=KEY)
        while not receiver.calls and not asking.done():
            time.sleep(0.01)
        began = time.monotonic()
        made = admin.post("/users/", {"name": "Nina", "email": "nina@demo.example"}, headers=NEW)
        other = admin.post(PROBE, headers=KEY)
        took = time.monotonic() - began
        assert not asking.done()
    assert (made.status_code, other.status_code) == (201, 409)
    assert took < 2.5
    assert asking.result().get_json()["arrived"] is True


def test_what_was_refused_may_be_asked_again_with_its_key(
    admin: Caller, callers: dict[str, Caller], session: Db
) -> None:
    assert admin.post("/integrations/scim/probes/", headers=KEY).status_code == 404
    assert callers["rita"].post(PROBE, headers=KEY).status_code == 403
    assert admin.post("/webhooks/99/trials/", headers=KEY).status_code == 404
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(KeptAnswer)) == 0
    assert admin.post(PROBE, headers=KEY).get_json()["why_not"] == "TTS_BMS_URL is not set."


def test_of_many_at_once_that_are_refused_each_is_refused(callers: dict[str, Caller], session: Db) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: callers["rita"].post(PROBE, headers=KEY), range(40)))
    assert {answer.status_code for answer in answers} == {403}
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(KeptAnswer)) == 0


def test_what_was_killed_while_it_asked_is_asked_anew_once_its_time_is_over(
    admin: Caller, session: Db, receiver: Receiver, trial: str
) -> None:
    first = admin.post(trial, headers=KEY).get_json()
    forget_the_answer(session, ago=LEASE)
    again = admin.post(trial, headers=KEY)
    assert (again.headers.get(REPLAYED), again.get_json()["message_id"] != first["message_id"]) == (
        None,
        True,
    )
    assert len(receiver.calls) == 2
    alike(again, admin.post(trial, headers=KEY))


def test_who_waits_for_one_that_was_killed_asks_instead(
    admin: Caller, session: Db, receiver: Receiver, trial: str
) -> None:
    admin.post(trial, headers=KEY)
    forget_the_answer(session, ago=LEASE - timedelta(seconds=1))
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: admin.post(trial, headers=KEY), range(3)))
    assert len({answer.get_json()["message_id"] for answer in answers}) == 1
    assert len(receiver.calls) == 2
    hooks = [message.status for message in messages_to(session, int(trial.split("/")[2]))]
    assert hooks == ["delivered", "delivered"]


def forget_the_answer(session: Db, *, ago: timedelta) -> None:
    """As a process leaves its key that was killed so long ago while it asked."""
    values: dict[str, Any] = {"status": None, "body": None}
    at = session.scalars(sa.select(KeptAnswer.at)).one()
    session.execute(sa.update(KeptAnswer).values(**values, at=at - ago))
    session.commit()

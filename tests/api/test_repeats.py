"""Idempotency-Key: a request that is sent again is answered as the first was, and nothing is done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.workflows import SUPPORT, store_workflow
from tts.models import KeptAnswer, TaskItem, Ticket

Db = scoped_session[Session]
Callers = dict[str, Caller]
TICKET = {"subject": "Printer", "department": "IT", "category": "Technology"}
KEY = {"Idempotency-Key": "5f3c-1"}


def count(session: Db, what: type[Any]) -> int:
    """How many rows there are."""
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(what)) or 0


@pytest.fixture
def item_path(callers: Callers, session: Db, cast: Cast) -> str:
    """An item that Ada may put on hold."""
    store_workflow(session, cast, SUPPORT)
    session.commit()
    callers["rita"].post("/tickets/", TICKET)
    return f"/items/{session.scalars(sa.select(TaskItem.id)).one()}/"


def test_a_ticket_sent_twice_is_one_ticket(callers: Callers, session: Db) -> None:
    first = callers["rita"].post("/tickets/", TICKET, headers=KEY)
    again = callers["rita"].post("/tickets/", TICKET, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert again.headers["Location"] == first.headers["Location"]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    assert count(session, Ticket) == 1


def test_an_act_sent_again_is_answered_as_done_where_it_would_be_refused(
    callers: Callers, item_path: str
) -> None:
    reason = {"reason": "Waiting for a part."}
    first = callers["ada"].post(f"{item_path}hold/", reason, headers=KEY)
    again = callers["ada"].post(f"{item_path}hold/", reason, headers=KEY)
    assert (first.status_code, again.status_code, again.get_json()) == (200, 200, first.get_json())
    assert callers["ada"].post(f"{item_path}hold/", reason).status_code == 409


def test_another_request_with_the_same_key_is_refused(callers: Callers, session: Db) -> None:
    callers["rita"].post("/tickets/", TICKET, headers=KEY)
    other = callers["rita"].post("/tickets/", TICKET | {"subject": "Screen"}, headers=KEY)
    assert (other.status_code, other.get_json()["type"]) == (409, "urn:tts:key-used")
    assert callers["rita"].post("/matching/", headers=KEY).status_code in (403, 409)
    assert count(session, Ticket) == 1


def test_a_key_is_its_persons_own(callers: Callers, session: Db) -> None:
    rita, otto = (callers[name].post("/tickets/", TICKET, headers=KEY) for name in ("rita", "otto"))
    assert rita.get_json()["ticket_number"] != otto.get_json()["ticket_number"]
    assert "Idempotency-Replayed" not in otto.headers


def test_what_was_refused_may_be_tried_again_with_its_key(callers: Callers, item_path: str) -> None:
    reason = {"reason": "Waiting for a part."}
    assert callers["ada"].post(f"{item_path}resume/", headers=KEY).status_code == 409
    assert callers["ada"].post(f"{item_path}hold/", reason).status_code == 200
    assert callers["ada"].post(f"{item_path}resume/", headers=KEY).status_code == 200


@pytest.mark.parametrize("key", ["k" * 201, "caf\u00e9", "tab\there"])
def test_a_key_that_is_none_is_refused(callers: Callers, session: Db, key: str) -> None:
    answer = callers["rita"].post("/tickets/", TICKET, headers={"Idempotency-Key": key})
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["Idempotency-Key"])
    assert count(session, Ticket) == 0


def test_of_many_at_once_one_is_done_and_all_are_answered_alike(callers: Callers, session: Db) -> None:
    def submit(number: int) -> Any:
        return callers["rita"].post("/tickets/", TICKET, headers=KEY)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(submit, range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["ticket_number"] for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers].count("true") == 5
    assert count(session, Ticket) == 1


def test_what_dies_before_the_commit_leaves_neither_act_nor_key(callers: Callers, session: Db) -> None:
    """The answer is kept in the act's own transaction: the last statement of it fails here."""

    def die(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("UPDATE kept_answer"):
            raise RuntimeError("the process is gone")

    callers["rita"].client.application.config["PROPAGATE_EXCEPTIONS"] = False
    event.listen(Engine, "before_cursor_execute", die)
    try:
        assert callers["rita"].post("/tickets/", TICKET, headers=KEY).status_code == 500
    finally:
        event.remove(Engine, "before_cursor_execute", die)
    assert (count(session, Ticket), count(session, KeptAnswer)) == (0, 0)
    assert callers["rita"].post("/tickets/", TICKET, headers=KEY).status_code == 201
    assert count(session, Ticket) == 1


def test_a_key_is_forgotten_after_a_day(callers: Callers, session: Db) -> None:
    callers["rita"].post("/tickets/", TICKET, headers=KEY)
    at = session.scalars(sa.select(KeptAnswer.at)).one()
    session.execute(sa.update(KeptAnswer).values(at=at - timedelta(hours=25)))
    session.commit()
    again = callers["rita"].post("/tickets/", TICKET, headers=KEY)
    assert (again.status_code, "Idempotency-Replayed" in again.headers) == (201, False)
    assert count(session, Ticket) == 2


def test_a_secret_is_not_told_again(callers: Callers, cast: Cast) -> None:
    path = f"/users/{cast.user_ids['Rita']}/tokens/"
    body = {"name": "Report", "scopes": ["read"]}
    first = callers["ada"].post(path, body, headers=KEY).get_json()
    again = callers["ada"].post(path, body, headers=KEY).get_json()
    assert first["token"]
    assert again == first | {"token": None}

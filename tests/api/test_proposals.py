"""A proposal that BMS refused is read and corrected by programs, and what waits for BMS is listed."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.api.peers import Open
from tests.cast import MORNING
from tests.desk import Desk
from tests.fixtures.peers import KEY, Bms
from tests.services.neighbours import BUDGET, LATER, await_answer, last_request, review
from tests.services.posting import deliver
from tts.adapters.bms import BmsCourier
from tts.clock import current_time
from tts.models import AccessToken

Db = scoped_session[Session]
REFUSED = (400, {"details": {"fiscal_year": ["Invalid fiscal year ID"]}})


@pytest.fixture
def people(app: Flask, session: Db, budget_desk: Desk) -> dict[str, Caller]:
    """Everybody of the desk, with a token each."""
    for name, user_id in budget_desk.cast.user_ids.items():
        digest = hashlib.sha256(name.encode()).hexdigest()
        session.add(AccessToken(user_id=user_id, token_hash=digest, created_at=MORNING))
    session.commit()
    return {name.casefold(): Caller(app, name) for name in budget_desk.cast.user_ids}


@pytest.fixture
def number(session: Db, budget_desk: Desk, bms: Bms) -> str:
    """A ticket whose proposal BMS refused."""
    bms.answers = [REFUSED]
    submitted = await_answer(budget_desk, BUDGET)
    deliver(session, BmsCourier(bms.url, KEY, timeout=0.5), LATER, "bms")
    return submitted.number


def test_what_was_refused_is_read_and_sent_again_as_corrected(
    people: dict[str, Caller], number: str, session: Db
) -> None:
    path = f"/tickets/{number}/proposal/"
    told = people["cora"].get(path).get_json()
    assert "Invalid fiscal year" in told["said"]
    assert told["refused_by"] == "bms"
    assert told["proposal"]["fiscal_year"] == 2026
    sent = {"message_id": told["message_id"], "fiscal_year": 4, "performance_end_date": ""}
    answer = people["cora"].post(path, sent)
    assert (answer.status_code, answer.get_json()["status"]) == (200, "Pending External")
    before, after = told["proposal"], dict(last_request(session).payload)
    assert after == {k: v for k, v in before.items() if k != "performance_end_date"} | {"fiscal_year": 4}
    assert people["cora"].get(path).status_code == 404
    assert people["cora"].post(path, sent).status_code == 404


def test_what_tts_could_not_hand_over_is_corrected_and_reaches_bms(
    people: dict[str, Caller], session: Db, budget_desk: Desk, bms: Bms
) -> None:
    submitted = await_answer(budget_desk, BUDGET)
    request = last_request(session)
    request.payload = {**request.payload, "project_description": "x" * 1_100_000}
    session.commit()
    courier = BmsCourier(bms.url, KEY, timeout=0.5)
    deliver(session, courier, LATER, "bms")
    path = f"/tickets/{submitted.number}/proposal/"
    told = people["cora"].get(path).get_json()
    assert told["refused_by"] == "tts"
    assert told["said"].startswith("The proposal is 1,100,")
    assert bms.bodies == []
    sent = {"message_id": told["message_id"], "project_description": "A new projector."}
    answer = people["cora"].post(path, sent)
    assert (answer.status_code, answer.get_json()["status"]) == (200, "Pending External")
    deliver(session, courier, current_time(), "bms")
    assert [body["project_description"] for body in bms.bodies] == ["A new projector."]


def test_a_proposal_that_its_ticket_waits_for_is_not_discarded(
    people: dict[str, Caller], number: str, session: Db
) -> None:
    message = last_request(session).id
    answer = people["ada"].post(f"/outbox/{message}/discard/", {})
    assert answer.status_code == 409
    assert "Correct and send again" in answer.get_json()["detail"]
    assert people["cora"].get(f"/tickets/{number}/proposal/").status_code == 200


def test_items_are_sent_whole_where_they_are_sent(
    people: dict[str, Caller], number: str, session: Db
) -> None:
    path = f"/tickets/{number}/proposal/"
    told = people["ada"].get(path).get_json()
    sent = {"message_id": told["message_id"], "items": [{"estimated_cost": "80000"}, {"account": 4}]}
    assert people["ada"].post(path, sent).status_code == 200
    first, second = last_request(session).payload["items"]
    assert first == told["proposal"]["items"][0] | {"estimated_cost": "80000"}
    assert second == {"account": 4}


def test_strangers_do_not_see_it_and_others_do_not_correct_it(people: dict[str, Caller], number: str) -> None:
    path = f"/tickets/{number}/proposal/"
    assert people["otto"].get(path).status_code == 404
    assert people["otto"].post(path, {"message_id": 1}).status_code == 404
    assert people["rita"].get(path).status_code == 403
    assert people["rita"].post(path, {"message_id": 1}).status_code == 403


def test_what_waits_for_bms_and_what_it_answered_are_listed(
    people: dict[str, Caller], number: str, budget_desk: Desk, peer: Open
) -> None:
    waiting = people["ada"].get("/systems/bms/tickets/").get_json()
    assert [row["ticket_number"] for row in waiting["results"]] == [number]
    assert people["ada"].get("/systems/ams/tickets/").get_json()["count"] == 0
    peer(budget_desk, "bms").post("/external/resolve/", review(number))
    (told,) = people["ada"].get("/systems/answers/?outcome=applied").get_json()["results"]
    assert (told["ticket_number"], told["system"], told["body"]["status"]) == (number, "bms", "APPROVED")
    assert people["ada"].get("/systems/bms/tickets/").get_json()["count"] == 0

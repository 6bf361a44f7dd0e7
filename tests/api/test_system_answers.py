"""What AMS and BMS answer, as it comes by HTTP: taken once, refused by field, always kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from jsonschema_rs import validator_for
from sqlalchemy.orm import Session, scoped_session

from tests.api.peers import DOORS, Open
from tests.desk import Desk
from tests.services.neighbours import await_answer, outcomes, review
from tts.models import ExternalAnswer
from tts.services.tickets import SubmittedTicket

Db = scoped_session[Session]


def test_bms_decides_and_the_same_again_is_answered_the_same(
    budget_desk: Desk, session: Db, peer: Open
) -> None:
    submitted = await_answer(budget_desk)
    bms = peer(budget_desk, "bms")
    body = review(submitted.number, "REJECTED", unknown={"deep": [1, "ü"]})
    first, again = bms.post("/external/resolve/", body), bms.post("/external/resolve/", body)
    assert (first.status_code, first.get_json()) == (again.status_code, again.get_json())
    assert first.get_json() == {
        "ticket_number": submitted.number,
        "ticket_status": "Rejected",
        "detail": f"{submitted.number} is Rejected by the answer of BMS.",
    }
    other = bms.post("/external/resolve/", review(submitted.number))
    assert (other.status_code, other.mimetype) == (409, "application/problem+json")
    assert bms.post("/external/resolve/", review("TX00000000000000")).status_code == 404
    assert outcomes(session) == ["applied", "repeated", "not awaited", "wrong ticket"]
    kept = session.scalars(sa.select(ExternalAnswer).order_by(ExternalAnswer.id)).first()
    assert kept is not None
    assert kept.body == body


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ticket_number": None}, "ticket_number"),
        ({"ticket_number": 7}, "ticket_number"),
        ({"ticket_number": "TX\0"}, "ticket_number"),
        ({"status": "approved"}, "status"),
        ({"status": "PENDING"}, "status"),
        ({"status": ["APPROVED"]}, "status"),
        ({"comment": {"a": 1}}, "comment"),
        ({"comment": "x" * 5_000}, "comment"),
        ({"reviewed_by": ["me"]}, "reviewed_by"),
        ({"reviewed_by": True}, "reviewed_by"),
        ({"reviewed_by": 7.5}, "reviewed_by"),
        ({"order_number": {"no": 7}}, "order_number"),
        ({"order_number": False}, "order_number"),
        ({"order_number": int("9" * 201)}, "order_number"),
        ({"order_number": "\u202eabc"}, "order_number"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field_and_kept(
    budget_desk: Desk, session: Db, peer: Open, change: dict[str, Any], field: str
) -> None:
    submitted = await_answer(budget_desk)
    answer = peer(budget_desk, "bms").post("/external/resolve/", {**review(submitted.number), **change})
    assert answer.status_code == 422
    assert list(answer.get_json()["fields"]) == [field]
    assert outcomes(session) == ["unreadable"]
    assert budget_desk.ticket(submitted).status == "Pending External"


def test_who_decided_and_which_order_may_be_numbers_and_are_kept_as_text(
    budget_desk: Desk, session: Db, peer: Open
) -> None:
    submitted = await_answer(budget_desk)
    body = review(submitted.number, reviewed_by=41, order_number=10**20, comment=None, reviewed_at=None)
    answer = peer(budget_desk, "bms").post("/external/resolve/", body)
    assert (answer.status_code, answer.get_json()["ticket_status"]) == (200, "Resolved")
    event = budget_desk.events(submitted)[-1]
    assert event.facts == {"system": "bms", "reviewed_by": "41", "order_number": "1" + "0" * 20}
    assert session.scalars(sa.select(ExternalAnswer.body)).one() == body


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"ticket_number": 1e999}', "application/json", 400),
        (b'{"ticket_number": NaN}', "application/json", 400),
        (b'{"a": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b'{"comment": "' + b"x" * 10_000_000 + b'"}', "application/json", 413),
    ],
)
def test_bodies_that_are_no_answer_are_refused_and_kept(
    budget_desk: Desk, session: Db, peer: Open, data: bytes, kind: str, status: int
) -> None:
    bms = peer(budget_desk, "bms")
    answer = bms.post_raw("/external/resolve/", data, kind)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert outcomes(session) == ["unreadable"]


def test_halves_of_letters_neither_break_the_door_nor_the_record(
    budget_desk: Desk, session: Db, peer: Open
) -> None:
    bms = peer(budget_desk, "bms")
    for field in ("ticket_number", "comment", "unknown"):
        data = json.dumps({**review("TX00000000000000"), field: "\ud800\x00"}).encode()
        assert bms.post_raw("/external/resolve/", data).status_code in (404, 422)
    assert len(outcomes(session)) == 3


def test_many_at_once_are_each_answered_by_themselves(asset_desk: Desk, session: Db, peer: Open) -> None:
    done, not_done, other = (await_answer(asset_desk) for _ in range(3))
    ams = peer(asset_desk, "ams")
    tickets: list[Any] = [
        {"ticket_number": done.number, "ams_executed": True},
        {"ticket_number": not_done.number, "ams_executed": False},
        {"ticket_number": done.number, "ams_executed": True},
        {"ticket_number": "TX00000000000000", "ams_executed": True},
        {"ticket_number": other.number, "ams_executed": "yes"},
        "nonsense",
    ]
    results = ams.post(DOORS[1], {"tickets": tickets}).get_json()["results"]
    assert [row["code"] for row in results] == [200, 200, 200, 404, 422, 422]
    assert [row.get("ticket_status") for row in results[:3]] == ["Resolved", "Rejected", "Resolved"]
    assert statuses(asset_desk, done, not_done, other) == ["Resolved", "Rejected", "Pending External"]


def test_one_word_for_many_is_taken_by_each_of_them(asset_desk: Desk, peer: Open) -> None:
    waiting = [await_answer(asset_desk) for _ in range(3)]
    numbers = [one.number for one in waiting]
    ams = peer(asset_desk, "ams")
    for wrong in ({}, {"ams_executed": None}, {"ams_executed": "true"}):
        refused = ams.post(DOORS[1], {"ticket_numbers": numbers, **wrong})
        assert (refused.status_code, list(refused.get_json()["fields"])) == (422, ["ams_executed"])
    assert set(statuses(asset_desk, *waiting)) == {"Pending External"}
    short = {"ticket_numbers": numbers[:2], "ams_executed": True}
    assert [row["code"] for row in ams.post(DOORS[1], short).get_json()["results"]] == [200, 200]
    other = {"ticket_numbers": numbers[2:], "tickets": None, "ams_executed": False}
    assert ams.post(DOORS[1], other).get_json()["results"][0]["ticket_status"] == "Rejected"
    assert statuses(asset_desk, *waiting) == ["Resolved", "Resolved", "Rejected"]


def test_both_forms_of_many_answers_stand_in_the_published_schema(client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").get_json()
    sent = document["paths"]["/api/tickets/asset/approve/bulk/"]["post"]["requestBody"]
    assert sent["required"] is True
    schema = {**sent["content"]["application/json"]["schema"], "components": document["components"]}
    taken = validator_for(schema)
    one = {"ticket_number": "TX1", "ams_executed": True}
    for body in ({"tickets": [one]}, {"ticket_numbers": ["TX1"], "ams_executed": False}):
        assert taken.is_valid(body), body
    for body in (
        {},
        {"tickets": []},
        {"ticket_numbers": ["TX1"]},
        {"tickets": [one], "ticket_numbers": ["TX1"]},
    ):
        assert not taken.is_valid(body), body


def test_a_key_is_kept_and_answered_the_same_and_belongs_to_one_answer(
    asset_desk: Desk, session: Db, peer: Open
) -> None:
    one, other = await_answer(asset_desk), await_answer(asset_desk)
    ams, body = peer(asset_desk, "ams"), {"ticket_number": one.number, "ams_executed": True}
    first, again = ams.post(DOORS[0], body, key="k-1"), ams.post(DOORS[0], body, key="k-1")
    assert (first.status_code, first.get_json()) == (again.status_code, again.get_json())
    heads = [answer.headers.get("Idempotency-Replayed") for answer in (first, again)]
    assert heads == [None, "true"]
    taken = ams.post(DOORS[0], {**body, "ams_executed": False}, key="k-1")
    assert (taken.status_code, taken.get_json()["outcome"]) == (409, "key taken")
    many = {"tickets": [{**body, "ticket_number": other.number}, body]}
    results = ams.post(DOORS[1], many, key="k-1").get_json()["results"]
    assert [row["code"] for row in results] == [200, 200]
    assert session.scalars(sa.select(ExternalAnswer.key)).all() == ["k-1"] * 5


def test_a_key_that_is_none_changes_nothing_and_is_kept(asset_desk: Desk, session: Db, peer: Open) -> None:
    submitted = await_answer(asset_desk)
    ams, body = peer(asset_desk, "ams"), {"ticket_number": submitted.number, "ams_executed": True}
    for door, sent in ((DOORS[0], body), (DOORS[1], {"tickets": [body]})):
        answer = ams.post(door, sent, key="k" * 201)
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["Idempotency-Key"])
    assert outcomes(session) == ["unreadable"] * 2
    assert statuses(asset_desk, submitted) == ["Pending External"]


def statuses(desk: Desk, *submitted: SubmittedTicket) -> list[str]:
    """The tickets' statuses."""
    return [desk.ticket(one).status for one in submitted]


@pytest.mark.parametrize(
    "body",
    [{}, {"tickets": []}, {"tickets": {}}, {"tickets": [], "ticket_numbers": []}, {"tickets": [1] * 201}],
)
def test_a_list_that_is_none_or_too_long_changes_nothing(asset_desk: Desk, peer: Open, body: Any) -> None:
    answer = peer(asset_desk, "ams").post(DOORS[1], body)
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["tickets"])


def test_an_answer_that_is_to_hold_only_under_a_condition_is_refused_and_kept(
    budget_desk: Desk, session: Db, peer: Open
) -> None:
    submitted = await_answer(budget_desk)
    bms = peer(budget_desk, "bms")
    headers = {"X-API-Key": bms.secret, "If-Match": '"1"'}
    answer = bms.client.post("/api/external/resolve/", json=review(submitted.number), headers=headers)
    assert (answer.status_code, answer.get_json()["type"]) == (412, "urn:tts:unheld")
    assert outcomes(session) == ["unreadable"]
    assert budget_desk.ticket(submitted).status == "Pending External"


@pytest.mark.parametrize(("more", "status"), [(0, 422), (1, 413)], ids=["as long as may be", "a byte more"])
def test_an_answer_may_be_as_long_as_is_said(budget_desk: Desk, peer: Open, more: int, status: int) -> None:
    body = b"{}" + b" " * (256 * 1024 - 2 + more)
    assert peer(budget_desk, "bms").post_raw("/external/resolve/", body).status_code == status

"""The doors of AMS and BMS: who gets in, what is answered, and that every call is kept for admins."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.desk import Desk
from tests.services.neighbours import ASSET, await_answer, open_ending_desk, outcomes, review
from tts.clock import current_time
from tts.models import ExternalAnswer, SystemCredential
from tts.services.external import create_credential, revoke_credential
from tts.services.tickets import SubmittedTicket

Db = scoped_session[Session]
AMS_FIELDS = {
    "id",
    "ticket_number",
    "requestor_details",
    "employee",
    "asset",
    "subject",
    "location",
    "checkout_date",
    "return_date",
    "checkin_date",
    "asset_checkout",
    "is_resolved",
}
DOORS = ("/tickets/asset/approve/", "/tickets/asset/approve/bulk/", "/external/resolve/")


class Peer:
    """A system that calls with its credential."""

    def __init__(self, client: FlaskClient, secret: str) -> None:
        self.client, self.secret = client, secret

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.client.get(f"/api{path}", headers={"X-API-Key": self.secret, **headers})

    def post(self, path: str, body: Any) -> TestResponse:
        """Answer."""
        return self.client.post(f"/api{path}", json=body, headers={"X-API-Key": self.secret})

    def post_raw(self, path: str, data: bytes, kind: str = "application/json") -> TestResponse:
        """Answer with any bytes."""
        headers = {"X-API-Key": self.secret, "Content-Type": kind}
        return self.client.post(f"/api{path}", data=data, headers=headers)


@pytest.fixture
def budget_desk(session: Db) -> Desk:
    """Tickets that end at BMS."""
    return open_ending_desk(session, "budget")


@pytest.fixture
def asset_desk(session: Db) -> Desk:
    """Tickets that end at AMS."""
    return open_ending_desk(session, "asset")


@pytest.fixture
def peer(app: Flask, session: Db) -> Callable[[Desk, str], Peer]:
    """A system with a fresh credential."""

    def open_peer(desk: Desk, system: str) -> Peer:
        secret = create_credential(session, system, "", actor=desk.cast.ada, now=current_time())
        return Peer(app.test_client(), secret)

    return open_peer


Open = Callable[[Desk, str], Peer]


def test_ams_gets_a_flat_list_of_exactly_its_fields(asset_desk: Desk, peer: Open) -> None:
    waiting = [await_answer(asset_desk, ASSET), await_answer(asset_desk)]
    asset_desk.submit(department="IT Department", category="Others")
    ams = peer(asset_desk, "ams")
    listed = ams.get("/external/ams/tickets/").get_json()
    assert [row["ticket_number"] for row in listed] == [one.number for one in waiting]
    assert all(set(row) == AMS_FIELDS for row in listed)
    assert listed[0] == {
        "id": waiting[0].ticket_id,
        "ticket_number": waiting[0].number,
        "requestor_details": {
            "id": 41,
            "name": "Rita Moreno",
            "firstname": "Rita",
            "lastname": "Moreno",
            "email": "rita@demo.example",
            "company_id": "MA-7",
            "department": None,
        },
        "employee": 41,
        "asset": 9,
        "subject": "Laptop does not start",
        "location": 3,
        "checkout_date": "2026-11-03",
        "return_date": "2026-12-03",
        "checkin_date": None,
        "asset_checkout": None,
        "is_resolved": False,
    }
    assert listed[1]["requestor_details"]["name"] == "Rita"
    ams.post("/tickets/asset/approve/", {"ticket_number": waiting[0].number, "ams_executed": True})
    rest = ams.get("/external/ams/tickets/").get_json()
    assert [row["ticket_number"] for row in rest] == [waiting[1].number]


def test_a_long_list_goes_on_where_it_was_cut(
    asset_desk: Desk, peer: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tts.queries.external.PAGE", 2)
    monkeypatch.setattr("tts.queries.external.MOST_ASKED", 4)
    numbers = [await_answer(asset_desk).number for _ in range(5)]
    ams = peer(asset_desk, "ams")
    first = ams.get("/external/ams/tickets/")
    assert [row["ticket_number"] for row in first.get_json()] == numbers[:4]
    address = first.headers["Link"].partition("/api")[2].partition(">")[0]
    second = ams.get(address)
    assert [row["ticket_number"] for row in second.get_json()] == numbers[4:]
    assert "Link" not in second.headers
    for wrong in ("x", "-1", "9" * 30, "²"):
        assert ams.get(f"/external/ams/tickets/?after={wrong}").status_code == 422


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


def test_without_a_valid_credential_nothing_is_told_and_the_call_is_kept(
    asset_desk: Desk, session: Db, client: FlaskClient, peer: Open
) -> None:
    submitted = await_answer(asset_desk)
    secret = peer(asset_desk, "ams").secret
    credential = session.scalars(sa.select(SystemCredential.id)).one()
    revoke_credential(session, credential, actor=asset_desk.cast.ada, now=current_time())
    body = {"ticket_number": submitted.number, "ams_executed": True}
    for headers in ({}, {"X-API-Key": "wrong"}, {"Authorization": "Bearer \u00ff"}, {"X-API-Key": secret}):
        for door in DOORS:
            answer = client.post(f"/api{door}", json=body, headers=headers)
            assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert client.get("/api/external/ams/tickets/", headers=headers).status_code == 401
    assert asset_desk.ticket(submitted).status == "Pending External"
    assert set(outcomes(session)) == {"no credential"}


def test_a_flood_of_strangers_does_not_fill_the_record(
    asset_desk: Desk, session: Db, client: FlaskClient
) -> None:
    for _ in range(25):
        client.post("/api/external/resolve/", json={"a": "x"})
    assert len(outcomes(session)) == 20
    assert session.scalars(sa.select(ExternalAnswer.body)).all() == [None] * 20


def test_neither_persons_tokens_nor_sessions_open_these_doors(
    cast: Cast, app: Flask, callers: dict[str, Any]
) -> None:
    for door in DOORS:
        assert callers["ada"].post(door, {"ticket_number": "TX"}).status_code == 401
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = f"{cast.user_ids['Ada']}.0", True
    assert browser.get("/api/external/ams/tickets/").status_code == 401


def test_a_credential_of_one_system_opens_no_door_of_the_other(
    budget_desk: Desk, session: Db, peer: Open
) -> None:
    submitted = await_answer(budget_desk)
    ams, bms = peer(budget_desk, "ams"), peer(budget_desk, "bms")
    assert bms.get("/external/ams/tickets/").status_code == 403
    for door in DOORS[:2]:
        answer = bms.post(door, {"ticket_number": submitted.number, "ams_executed": True})
        assert answer.status_code == 403
    assert ams.post("/external/resolve/", review(submitted.number)).status_code == 409
    assert budget_desk.ticket(submitted).status == "Pending External"
    assert set(outcomes(session)) == {"wrong system"}


def test_a_system_credential_is_no_token_for_the_rest_of_the_api(
    asset_desk: Desk, app: Flask, peer: Open
) -> None:
    secret = peer(asset_desk, "ams").secret
    client = app.test_client()
    for headers in ({"Authorization": f"Bearer {secret}"}, {"X-API-Key": secret}):
        assert client.get("/api/tickets/", headers=headers).status_code == 401
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/external/ams/tickets/", headers=bearer).status_code == 200


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
    short = {"ticket_numbers": [other.number], "ams_executed": True}
    assert ams.post(DOORS[1], short).get_json()["results"][0]["code"] == 200
    assert statuses(asset_desk, other) == ["Resolved"]


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


def test_get_where_only_post_is_taken_and_the_other_way_round(asset_desk: Desk, peer: Open) -> None:
    ams = peer(asset_desk, "ams")
    assert ams.get("/external/resolve/").status_code == 405
    assert ams.post("/external/ams/tickets/", {}).status_code == 405

"""The doors of AMS and BMS: the list of waiting tickets, who gets in, and that strangers are kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.api.peers import DOORS, Open
from tests.cast import Cast
from tests.desk import Desk
from tests.services.neighbours import ASSET, await_answer, outcomes, review
from tts.clock import current_time
from tts.models import ExternalAnswer, SystemCredential
from tts.services.external import revoke_credential

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


def test_get_where_only_post_is_taken_and_the_other_way_round(asset_desk: Desk, peer: Open) -> None:
    ams = peer(asset_desk, "ams")
    assert ams.get("/external/resolve/").status_code == 405
    assert ams.post("/external/ams/tickets/", {}).status_code == 405

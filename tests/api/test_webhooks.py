"""Webhooks over the API: the rules of the pages, the secret told once, and admins alone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.fixtures.receivers import HOUSE, Receiver, is_authentic
from tests.services.hooking import hook_of, make_hook, messages_to, send, setting_events
from tests.services.posting import post
from tts.clock import current_time

Db = scoped_session[Session]
BODY = {"name": "Board", "url": "https://board.example/tts", "kinds": ["ticket.completed"]}
ACTS = ("pause/", "resume/", "secrets/", "messages/1/replay/", "trials/")


def test_one_is_made_changed_rotated_paused_and_deleted(admin: Caller, session: Db) -> None:
    made = admin.post("/webhooks/", BODY)
    assert made.status_code == 201
    assert made.json["secret"] == hook_of(session, 1).secret
    assert (made.json["kinds"], made.json["destination"]) == (["ticket.completed"], "webhook:1")
    changed = admin.put("/webhooks/1/", {"name": "Big", "url": "https://big.example/"})
    assert (changed.status_code, changed.json["kinds"]) == (200, [])
    assert admin.post("/webhooks/1/pause/").json["paused_at"]
    assert admin.post("/webhooks/1/resume/").json["paused_at"] is None
    rotated = admin.post("/webhooks/1/secrets/")
    assert rotated.json["secret"] == hook_of(session, 1).secret != made.json["secret"]
    assert rotated.json["previous_secret_until"]
    listed = admin.get("/webhooks/")
    assert [row["name"] for row in listed.json["results"]] == ["Big"]
    assert "whsec_" not in listed.text + admin.get("/webhooks/1/").text
    assert admin.delete("/webhooks/1/").status_code == 204
    assert admin.get("/webhooks/1/").status_code == 404


def test_a_repeated_request_makes_no_second_one_and_tells_no_secret(admin: Caller, session: Db) -> None:
    first, second = (admin.post("/webhooks/", BODY, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert first.json["secret"]
    assert second.json == {**first.json, "secret": None}
    assert len(admin.get("/webhooks/").json["results"]) == 1


@pytest.mark.parametrize(
    ("fault", "field", "status"),
    [
        ({"url": "https://169.254.169.254/"}, "url", 409),
        ({"url": "http://board.example/"}, "url", 409),
        ({"url": ""}, "url", 422),
        ({"url": 5}, "url", 422),
        ({"name": " "}, "name", 422),
        ({"name": "x" * 101}, "name", 422),
        ({"kinds": ["user.created"]}, "kinds", 422),
        ({"kinds": "all"}, "kinds", 422),
        ({"workflow_id": 99}, "workflow_id", 409),
        ({"workflow_id": True}, "workflow_id", 422),
    ],
)
def test_bad_input_names_its_field_and_makes_nothing(
    admin: Caller, fault: dict[str, object], field: str, status: int
) -> None:
    answer = admin.post("/webhooks/", {**BODY, **fault})
    assert answer.status_code == status
    assert list(answer.json["fields"]) == [field]
    assert admin.get("/webhooks/").json["results"] == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://169.254.169.254/", "169.254.169.254"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254"),
        ("http://localhost:8000/", "localhost:8000"),
        ("https://2852039166/", "2852039166"),
    ],
)
def test_a_program_that_asks_for_an_address_out_of_reach_is_kept_in_the_record(
    admin: Caller, session: Db, url: str, host: str
) -> None:
    assert admin.post("/webhooks/", {**BODY, "url": url}).status_code == 409
    assert setting_events(session) == [("webhook.refused", {"host": host})]


def test_what_arrived_is_sent_again_and_another_ones_message_is_not(admin: Caller, session: Db) -> None:
    hook, _ = make_hook(session)
    (own,) = post(session, "ticket.submitted", destination="webhook:1", now=current_time())
    (mail,) = post(session, "welcome", now=current_time())
    assert admin.post(f"/webhooks/{hook}/messages/{own}/replay/").status_code == 200
    assert admin.post(f"/webhooks/{hook}/messages/{mail}/replay/").status_code == 404
    send(session, current_time(), networks=(), resolve=lambda host, port: ["127.0.0.1"])
    assert [message.status for message in messages_to(session, hook)] == ["failed"]


@pytest.mark.parametrize("name", ["alice", "cora", "max", "rita", "otto"])
def test_they_are_for_admins_alone(callers: dict[str, Caller], session: Db, name: str) -> None:
    make_hook(session)
    caller = callers[name]
    assert [caller.get(path).status_code for path in ("/webhooks/", "/webhooks/1/")] == [403, 403]
    assert {caller.post(f"/webhooks/1/{act}").status_code for act in ACTS} == {403}
    changes = (
        caller.post("/webhooks/", BODY),
        caller.put("/webhooks/1/", BODY),
        caller.delete("/webhooks/1/"),
    )
    assert {answer.status_code for answer in changes} == {403}


def test_numbers_that_lead_nowhere_say_so(admin: Caller) -> None:
    for number in (99, 2**31, 10**30):
        assert admin.get(f"/webhooks/{number}/").status_code == 404
        assert {admin.post(f"/webhooks/{number}/{act}").status_code for act in ACTS} == {404}
        assert admin.delete(f"/webhooks/{number}/").status_code == 404


def test_a_test_message_goes_at_once_and_what_was_answered_is_told(
    app: Flask, admin: Caller, session: Db, receiver: Receiver
) -> None:
    app.config["WEBHOOK_NETWORKS"] = HOUSE
    hook, secret = make_hook(session, receiver.url)
    receiver.answers = [(200, "thanks", {}), (500, "no", {})]
    arrived = admin.post(f"/webhooks/{hook}/trials/").json
    assert (arrived["arrived"], arrived["answer"], arrived["reason"]) == (
        True,
        "It answered 200: thanks",
        None,
    )
    assert is_authentic(receiver.calls[0], secret, now=current_time())
    failed = admin.post(f"/webhooks/{hook}/trials/").json
    assert (failed["arrived"], failed["answer"], failed["reason"]) == (False, None, "It answered 500: no")
    statuses = {message.id: message.status for message in messages_to(session, hook)}
    assert statuses == {arrived["message_id"]: "delivered", failed["message_id"]: "failed"}
    assert len(receiver.calls) == 2

"""What admins look after: messages that leave, other systems, the worker, the record. Nobody else gets in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import MORNING, Cast
from tests.desk import Desk
from tests.seed_example import example
from tests.services.posting import deliver, post, refusing
from tests.workflows import SUPPORT, store_workflow
from tts.clock import current_time
from tts.models import SweepFailure, Task
from tts.services.outbox import Undeliverable
from tts.services.workers import Tally, note_worker

Db = scoped_session[Session]
Callers = dict[str, Caller]
GETS = (
    "/outbox/",
    "/outbox/1/",
    "/outbox/destinations/",
    "/systems/",
    "/systems/bms/tickets/",
    "/systems/answers/",
    "/settings/",
    "/worker/",
    "/anchors/",
    "/events/verification/",
)
POSTS = (
    "/outbox/1/retry/",
    "/outbox/1/discard/",
    "/outbox/retries/",
    "/systems/bms/credentials/",
    "/worker/postponed/1/retry/",
    "/anchors/",
)


def fail(session: Db, *kinds: str) -> list[int]:
    """Messages that failed."""
    ids = post(session, *kinds, destination="mail", now=current_time())
    deliver(session, refusing(Undeliverable("550 Nobody there")), current_time(), "mail")
    return ids


@pytest.mark.parametrize("name", ["alice", "cora", "max", "rita", "otto"])
def test_they_are_for_admins_alone(callers: Callers, session: Db, name: str) -> None:
    fail(session, "welcome")
    assert {path: callers[name].get(path).status_code for path in GETS} == dict.fromkeys(GETS, 403)
    assert {path: callers[name].post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 403)
    assert callers[name].delete("/systems/credentials/1/").status_code == 403


def test_a_message_that_failed_is_read_tried_again_and_given_up(admin: Caller, session: Db) -> None:
    first, second = fail(session, "welcome", "reminder")
    listed = admin.get("/outbox/?status=failed&page_size=1").get_json()
    assert (listed["count"], [row["message_id"] for row in listed["results"]]) == (2, [second])
    following = admin.get(f"/outbox/?status=failed&cursor={listed['next_cursor']}").get_json()
    assert [row["message_id"] for row in following["results"]] == [first]
    shown = admin.get(f"/outbox/{first}/").get_json()
    assert (shown["status"], shown["remark"]) == ("failed", "550 Nobody there")
    assert isinstance(shown["payload"], dict)
    assert admin.post(f"/outbox/{first}/retry/").get_json()["status"] == "waiting"
    assert admin.post(f"/outbox/{second}/discard/").get_json()["status"] == "discarded"
    assert admin.post(f"/outbox/{second}/discard/").status_code == 409
    assert admin.post("/outbox/999/retry/").status_code == 404


def test_everything_that_failed_is_tried_again_at_one_destination_or_at_all(
    admin: Caller, session: Db
) -> None:
    fail(session, "welcome", "reminder")
    told = admin.get("/outbox/destinations/").get_json()
    assert told["counts"]["failed"] == 2
    assert [(row["destination"], row["failed"]) for row in told["results"]] == [("mail", 2)]
    assert admin.post("/outbox/retries/", {"destination": "bms"}).get_json() == {"retried": 0}
    assert admin.post("/outbox/retries/").get_json() == {"retried": 2}


def test_a_credential_is_told_once_and_void_when_it_is_deleted(admin: Caller) -> None:
    key = {"Idempotency-Key": "one credential"}
    made = admin.post("/systems/bms/credentials/", {"label": "From May"}, headers=key)
    assert made.status_code == 201
    secret = made.get_json()["credential"]
    peer = Caller(admin.client.application, secret)
    assert peer.post("/external/resolve/", {}).status_code == 422
    again = admin.post("/systems/bms/credentials/", {"label": "From May"}, headers=key).get_json()
    assert (again["credential"], again["credential_id"]) == (None, made.get_json()["credential_id"])
    systems = {row["system"]: row for row in admin.get("/systems/").get_json()["results"]}
    assert [row["label"] for row in systems["bms"]["credentials"]] == ["From May"]
    assert secret not in admin.get("/systems/").text
    assert admin.delete(f"/systems/credentials/{again['credential_id']}/").status_code == 204
    assert peer.post("/external/resolve/", {}).status_code == 401
    assert admin.post("/systems/nowhere/credentials/").status_code == 404
    assert admin.get("/systems/nowhere/tickets/").status_code == 404


def test_a_postponed_ticket_is_tried_with_the_next_sweep(admin: Caller, session: Db, cast: Cast) -> None:
    desk = Desk(session, cast, store_workflow(session, cast, SUPPORT))
    task_id, now = desk.submit().task_id, current_time()
    later = now + timedelta(minutes=3)
    session.add(
        SweepFailure(task_id=task_id, times=2, reason="no step", first_at=now, last_at=now, retry_at=later)
    )
    session.execute(sa.update(Task).where(Task.id == task_id).values(sweep_after=later, next_mark_at=now))
    session.commit()
    note_worker(session, "desk:1:a", Tally(swept_at=now), started_at=now, now=now)
    standing = admin.get("/worker/").get_json()
    assert (standing["attendance"], standing["postponed"]) == ("running", 1)
    assert [worker["name"] for worker in standing["workers"]] == ["desk:1:a"]
    (row,) = admin.post(f"/worker/postponed/{task_id}/retry/").get_json()["results"]
    assert (row["task_id"], row["reason"]) == (task_id, "no step")
    assert row["retry_at"] < standing["results"][0]["retry_at"]
    assert admin.post("/worker/postponed/999/retry/").status_code == 404


def test_the_record_is_proven_and_tied_together(admin: Caller) -> None:
    workflow_id = admin.post("/workflows/", example()).get_json()["workflow_id"]
    assert admin.get("/anchors/").get_json() == {"last": None}
    knot = admin.post("/anchors/").get_json()
    assert knot["is_new"]
    assert admin.post("/anchors/").get_json()["is_new"] is False
    assert admin.get("/anchors/").get_json()["last"]["hash"] == knot["hash"]
    whole = admin.get("/events/verification/").get_json()
    assert (whole["holds"], whole["anchors"], whole["fault"]) == (True, 1, None)
    chain = admin.get(f"/events/verification/?stream=workflow&stream_id={workflow_id}").get_json()
    assert (chain["holds"], chain["events"], chain["chains"]) == (True, 1, 1)


def test_the_record_is_narrowed_by_workflow_and_by_time(admin: Caller, session: Db, cast: Cast) -> None:
    desk = Desk(session, cast, store_workflow(session, cast, SUPPORT))
    desk.submit(now=MORNING)
    workflow_id = desk.flow.workflow_id
    assert admin.get(f"/events/?workflow_id={workflow_id}&stream=ticket").get_json()["count"] == 0
    early = admin.get("/events/?stream=ticket&until=2026-11-02T08:00:00Z").get_json()
    late = admin.get("/events/?stream=ticket&since=2026-11-02T08:00:00Z").get_json()
    assert early["count"] == 0
    assert late["count"] > 0
    assert admin.get("/events/?since=yesterday").status_code == 422


def test_settings_are_told_without_a_secret(admin: Caller) -> None:
    answer = admin.get("/settings/")
    told = answer.get_json()
    assert told["database"]["is_newest"] is True
    assert told["requests_a_minute"] == 1_200
    assert admin.client.application.config["SECRET_KEY"] not in answer.text

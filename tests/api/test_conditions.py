"""ETags: what is read again only when it is new, and acts that are done only on what was seen."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.seed_example import example
from tests.services.hooking import make_hook, setting_events
from tests.services.posting import post
from tests.workflows import SUPPORT, store_workflow
from tts.api.contract.doors import DOORS
from tts.api.contract.openapi import address_of
from tts.clock import current_time

Db = scoped_session[Session]
Callers = dict[str, Caller]
HOOK = {"name": "Board", "url": "https://board.example/tts"}
TICKET = {
    "subject": "Printer",
    "department": "IT",
    "category": "Technology",
    "sub_category": "Support Request",
}


def etag_of(caller: Caller, path: str) -> dict[str, str]:
    """The condition that something is as it is now."""
    answer = caller.get(path)
    assert answer.status_code == 200
    return {"If-Match": answer.headers["ETag"]}


@pytest.fixture
def number(callers: Callers, session: Db, cast: Cast) -> str:
    """Rita's ticket, with somebody."""
    store_workflow(session, cast, SUPPORT)
    session.commit()
    found: str = callers["rita"].post("/tickets/", TICKET).get_json()["ticket_number"]
    return found


def test_what_did_not_change_is_not_sent_again(callers: Callers, number: str) -> None:
    for path in (f"/tickets/{number}/", "/tickets/", "/me/", f"/tickets/{number}/timeline/"):
        first = callers["rita"].get(path)
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = callers["rita"].get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    before = callers["rita"].get(f"/tickets/{number}/").headers["ETag"]
    callers["rita"].post(f"/tickets/{number}/withdrawal/")
    after = callers["rita"].get(f"/tickets/{number}/", headers={"If-None-Match": before})
    assert (after.status_code, after.get_json()["status"]) == (200, "Withdrawn")


def test_an_act_on_a_ticket_that_changed_since_does_nothing(callers: Callers, number: str) -> None:
    path = f"/tickets/{number}/"
    seen = etag_of(callers["ada"], path)
    sent = {"priority": "low", "reason": "It can wait."}
    assert callers["ada"].post(f"{path}priority/", sent, headers=seen).status_code == 200
    late = callers["ada"].post(f"{path}cancellation/", {"reason": "Twice."}, headers=seen)
    assert (late.status_code, late.mimetype) == (412, "application/problem+json")
    assert late.get_json()["changed_by"] == "Ada"
    assert callers["ada"].get(path).get_json()["status"] == "In Progress"
    fresh = etag_of(callers["ada"], path)
    assert callers["ada"].post(f"{path}cancellation/", {"reason": "Twice."}, headers=fresh).status_code == 200


@pytest.mark.parametrize("sent", ['"never given"', '""', "nonsense", 'W/"1"', ""])
def test_an_etag_that_was_never_given_does_nothing(callers: Callers, number: str, sent: str) -> None:
    path = f"/tickets/{number}/"
    answer = callers["rita"].post(f"{path}withdrawal/", headers={"If-Match": sent})
    assert answer.status_code == 412
    assert callers["rita"].get(path).get_json()["status"] == "In Progress"
    assert callers["rita"].post(f"{path}withdrawal/", headers={"If-Match": "*"}).status_code == 200


def test_saves_and_moves_of_a_workflow_take_what_was_read(admin: Caller) -> None:
    workflow_id = admin.post("/workflows/", example()).get_json()["workflow_id"]
    path = f"/workflows/{workflow_id}/"
    seen = etag_of(admin, path)
    named = {"workflow": {"name": "Another"}}
    assert admin.put(f"{path}update-details/", named, headers=seen).status_code == 200
    stale = admin.put(f"{path}update-details/", {"workflow": {"name": "Third"}}, headers=seen)
    assert (stale.status_code, stale.get_json()["changed_by"]) == (412, "Ada")
    assert admin.post(f"{path}initialize/", headers=seen).status_code == 412
    assert admin.call("DELETE", path, headers=seen).status_code == 412
    told = admin.get(path).get_json()
    assert (told["status"], told["name"]) == ("draft", "Another")
    assert admin.post(f"{path}initialize/", headers=etag_of(admin, path)).status_code == 200


def test_a_revision_of_nothing_is_no_way_around(admin: Caller) -> None:
    workflow_id = admin.post("/workflows/", example()).get_json()["workflow_id"]
    body = {"workflow": {"name": "Another"}, "revision": 0}
    assert admin.put(f"/workflows/{workflow_id}/update-details/", body).status_code == 422


def test_people_and_roles_change_only_as_they_were_read(admin: Caller, cast: Cast) -> None:
    rita, agent = f"/users/{cast.user_ids['Rita']}/", f"/roles/{cast.role('Agent')}/"
    seen, seen_role = etag_of(admin, rita), etag_of(admin, agent)
    given = {"role_id": cast.role("Agent")}
    assert admin.post(f"{rita}roles/", given, headers=seen).status_code == 200
    assert admin.put(rita, {"name": "Rita M."}, headers=seen).status_code == 412
    assert admin.post(f"{rita}deactivation/", headers=seen).status_code == 412
    assert admin.call("DELETE", f"{rita}roles/{cast.role('Agent')}/", headers=seen).status_code == 412
    assert admin.post(f"{agent}deactivation/", headers=seen_role).status_code == 412
    told = admin.get(rita).get_json()
    assert (told["name"], told["is_active"]) == ("Rita", True)
    assert admin.put(rita, {"name": "Rita M."}, headers=etag_of(admin, rita)).status_code == 200
    assert admin.post(f"{agent}deactivation/", headers=etag_of(admin, agent)).status_code != 412


def test_of_several_at_once_who_saw_the_same_one_acts(admin: Caller, cast: Cast) -> None:
    path = f"/users/{cast.user_ids['Rita']}/"
    seen = etag_of(admin, path)

    def rename(number: int) -> Any:
        return admin.put(path, {"name": f"Rita {number}"}, headers=seen).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(rename, range(4)))
    assert sorted(statuses) == [200, 412, 412, 412]


def test_a_change_of_name_and_zone_is_whole_or_nothing(admin: Caller, cast: Cast) -> None:
    path = f"/users/{cast.user_ids['Rita']}/"
    before = admin.get(path).get_json()
    refused = admin.put(path, {"name": "Rita M.", "time_zone": "Mars/Olympus"})
    assert refused.status_code in (409, 422)
    assert admin.get(path).get_json() == before


def test_of_two_admins_who_read_a_webhook_the_second_to_save_is_told(admin: Caller, session: Db) -> None:
    hook, _ = make_hook(session)
    path = f"/webhooks/{hook}/"
    seen = etag_of(admin, path)
    assert admin.put(path, HOOK | {"name": "First"}, headers=seen).status_code == 200
    late = admin.put(path, HOOK | {"name": "Second"}, headers=seen)
    assert (late.status_code, late.json["type"]) == (412, "urn:tts:changed")
    for act in ("pause/", "resume/", "secrets/"):
        assert admin.post(f"{path}{act}", headers=seen).status_code == 412
    assert admin.call("DELETE", path, headers=seen).status_code == 412
    assert admin.get(path).json["name"] == "First"
    assert admin.call("DELETE", path, headers=etag_of(admin, path)).status_code == 204


def test_what_a_webhook_is_sent_meanwhile_does_not_hinder_a_change_of_it(admin: Caller, session: Db) -> None:
    hook, _ = make_hook(session)
    path = f"/webhooks/{hook}/"
    first = admin.get(path)
    post(session, "ticket.submitted", destination=f"webhook:{hook}", now=current_time())
    assert admin.get(path).headers["ETag"] != first.headers["ETag"]
    assert admin.put(path, HOOK, headers={"If-Match": first.headers["ETag"]}).status_code == 200


def test_a_held_save_that_leads_out_of_reach_is_in_the_record_all_the_same(
    admin: Caller, session: Db
) -> None:
    hook, _ = make_hook(session)
    path, away = f"/webhooks/{hook}/", HOOK | {"url": "https://169.254.169.254/"}
    assert admin.put(path, away, headers=etag_of(admin, path)).status_code == 409
    assert admin.post("/webhooks/", away, headers={"Idempotency-Key": "one"}).status_code == 409
    refused = [facts for kind, facts in setting_events(session) if kind == "webhook.refused"]
    assert refused == [{"host": "169.254.169.254"}] * 2
    assert len(admin.get("/webhooks/").json["results"]) == 1


def test_choices_made_elsewhere_meanwhile_are_not_overwritten(callers: Callers) -> None:
    path, alice = "/me/notifications/", callers["alice"]
    seen = etag_of(alice, path)
    assert alice.put(path, {"quiet_weekends": True}, headers=seen).status_code == 200
    assert alice.put(path, {"quiet_weekends": False}, headers=seen).status_code == 412
    assert alice.get(path).json["quiet_weekends"] is True


def test_no_address_leaves_a_condition_unheard(callers: Callers, session: Db) -> None:
    """Doors that compare no ETag refuse it, so that nobody believes to be held by one."""
    unheld = [door for door in DOORS if door.method != "GET" and door.seen is None and not door.systems]
    assert len(unheld) > 20
    for door in unheld:
        path = address_of(door).format_map(defaultdict(lambda: "1")).removeprefix("/api")
        answer = callers["ada"].call(door.method, path, headers={"If-Match": '"1.a"'}, json={})
        assert (answer.status_code, answer.json["type"]) == (412, "urn:tts:unheld"), (door.method, path)
    assert callers["rita"].post("/tickets/", TICKET, headers={"If-Match": "*"}).status_code == 201

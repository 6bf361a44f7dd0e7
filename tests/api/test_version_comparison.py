"""The doors that compare two versions and bring one back as a draft."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.seed_example import example

Callers = dict[str, Caller]


@pytest.fixture
def path(admin: Caller) -> str:
    """A workflow in use on its second version, in which one step has another name."""
    path = f"/workflows/{admin.post('/workflows/', example()).get_json()['workflow_id']}"
    admin.post(f"{path}/initialize/")
    admin.post(f"{path}/revise/")
    graph = admin.get(f"{path}/graph/").get_json()
    graph["nodes"][1]["name"] = "Mend"
    graph["edges"] = graph["edges"][:2]
    assert admin.put(f"{path}/update-graph/", {"graph": graph}).status_code == 200
    assert admin.post(f"{path}/initialize/").get_json()["version"] == 2
    return path


def compared(caller: Caller, path: str, query: str = "") -> Any:
    answer = caller.get(f"{path}/versions/comparison/{query}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_the_latest_two_are_compared_unless_others_are_named(admin: Caller, path: str) -> None:
    told = compared(admin, path)
    assert (told["old"], told["new"]) == (1, 2)
    assert "“Resolution” is now called “Mend”." in {change["sentence"] for change in told["changes"]}
    back = compared(admin, path, "?old=2&new=1")
    assert (back["old"], back["new"]) == (2, 1)
    assert back["routes_gained"] == told["routes_lost"]
    same = compared(admin, path, "?old=2&new=2")
    assert (same["changes"], same["moved"], same["times"]) == ([], [], [])


def test_open_tickets_are_told_what_they_would_find(admin: Caller, callers: Callers, path: str) -> None:
    ticket = {"subject": "Printer", "department": "IT", "category": "Technology"}
    assert callers["rita"].post("/tickets/", ticket).status_code == 201
    told = compared(admin, path, "?old=2&new=1")["tickets"]
    assert [(at["name"], at["tickets"]) for at in told] == [("Triage", 1)]
    assert told[0]["sentence"].startswith("1 ticket is at “Triage”")
    assert compared(callers["alice"], path, "?old=2&new=1")["tickets"] == []


def test_a_version_is_brought_back_as_a_revision_and_a_second_one_is_refused(
    admin: Caller, path: str
) -> None:
    kept = admin.get(f"{path}/versions/1/").get_json()["definition"]
    state = admin.post(f"{path}/versions/1/restore/")
    assert state.status_code == 200, state.get_json()
    assert (state.get_json()["status"], state.get_json()["revision_status"]) == ("initialized", "draft")
    graph = admin.get(f"{path}/graph/").get_json()
    assert [node["step_id"] for node in graph["nodes"]] == [node["step_id"] for node in kept["nodes"]]
    assert [edge["transition_id"] for edge in graph["edges"]] == [
        edge["transition_id"] for edge in kept["edges"]
    ]
    draft = compared(admin, path, "?old=1&new=draft")
    assert (draft["new"], draft["changes"]) == (None, [])
    refused = admin.post(f"{path}/versions/2/restore/")
    assert refused.status_code == 409
    assert "discard it first" in refused.get_json()["detail"]


def test_a_draft_that_was_saved_since_is_not_replaced(admin: Caller, path: str) -> None:
    revision = admin.get(f"{path}/").get_json()["revision"]
    refused = admin.post(f"{path}/versions/1/restore/", {"revision": revision - 1})
    assert (refused.status_code, refused.get_json()["revision"]) == (409, revision)
    assert admin.post(f"{path}/versions/1/restore/", {"revision": revision}).status_code == 200


def test_with_the_etag_of_what_was_read_it_is_brought_back_only_on_that(admin: Caller, path: str) -> None:
    mark = admin.get(f"{path}/").headers["ETag"]
    stale = admin.post(f"{path}/versions/1/restore/", headers={"If-Match": '"another"'})
    assert stale.status_code == 412
    assert admin.get(f"{path}/").get_json()["revision_status"] is None
    assert admin.post(f"{path}/versions/1/restore/", headers={"If-Match": mark}).status_code == 200


def test_a_repeated_request_brings_it_back_once(admin: Caller, path: str) -> None:
    key = {"Idempotency-Key": "once and no more"}
    first, second = (admin.post(f"{path}/versions/1/restore/", headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.get_json() == second.get_json()


@pytest.mark.parametrize("query", ["?old=7", "?new=draft", "?old=999999999"])
def test_sides_that_are_not_there_are_not_found(admin: Caller, path: str, query: str) -> None:
    assert admin.get(f"{path}/versions/comparison/{query}").status_code == 404


@pytest.mark.parametrize("query", ["?old=0", "?old=-1", "?new=1e3", "?new=Draft", "?old=1;drop"])
def test_what_is_no_side_is_said_to_be_none(admin: Caller, path: str, query: str) -> None:
    answer = admin.get(f"{path}/versions/comparison/{query}")
    assert answer.status_code == 422
    assert "must be the number of a version, or draft" in answer.get_json()["detail"]


def test_an_agent_compares_versions_but_sees_no_draft_and_brings_nothing_back(
    admin: Caller, callers: Callers, path: str
) -> None:
    assert compared(callers["alice"], path)["new"] == 2
    admin.post(f"{path}/revise/")
    assert compared(callers["alice"], path)["new"] == 2
    assert callers["alice"].get(f"{path}/versions/comparison/?new=draft").status_code == 404
    assert callers["alice"].post(f"{path}/versions/1/restore/").status_code == 403


def test_the_outsider_finds_neither(callers: Callers, path: str) -> None:
    assert callers["otto"].get(f"{path}/versions/comparison/").status_code == 404
    assert callers["otto"].post(f"{path}/versions/1/restore/").status_code == 404

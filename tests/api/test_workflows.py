"""The doors of workflows: the seed's nine endpoints, and the moves."""

from __future__ import annotations

from tests.api.conftest import Caller
from tests.seed_example import SEED_PICTURE, example


def test_the_seeds_example_posts_as_it_stands_and_initializes(admin: Caller) -> None:
    created = admin.post("/workflows/", example())
    assert created.status_code == 201
    body = created.get_json()
    assert set(body["temp_id_mapping"]) == {"node_1", "node_2", "node_3"}
    assert (body["status"], body["low_sla"], body["urgent_sla"]) == ("draft", "72:00:00", "04:00:00")
    moved = admin.post(f"/workflows/{body['workflow_id']}/initialize/")
    assert moved.status_code == 200, moved.get_json()
    assert {
        "status": "initialized",
        "version": 1,
        "revision_status": None,
    }.items() <= moved.get_json().items()
    versions = admin.get(f"/workflows/{body['workflow_id']}/versions/").get_json()
    definition = versions["results"][0]["definition"]
    assert definition["nodes"][0]["role_name"] == "Agent"
    assert set(definition["metadata"]) == {"created_at", "created_by"}


def test_the_seeds_picture_is_refused_with_wf112(admin: Caller) -> None:
    body = admin.post("/workflows/", example() | {"graph": SEED_PICTURE}).get_json()
    refused = admin.post(f"/workflows/{body['workflow_id']}/deploy/")
    assert refused.status_code == 409
    assert refused.mimetype == "application/problem+json"
    problems = refused.get_json()["problems"]
    assert [problem["code"] for problem in problems if problem["severity"] == "error"] == ["WF112"]


def test_nobody_without_a_credential_gets_in(callers: dict[str, Caller]) -> None:
    answer = callers["nobody"].get("/workflows/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    wrong = callers["nobody"].get("/workflows/", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401

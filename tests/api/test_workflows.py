"""The doors of workflows: the seed's nine endpoints, and the moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import MORNING
from tests.seed_example import SEED_PICTURE, example
from tts.models import Workflow

Db = scoped_session[Session]


@pytest.fixture
def workflow_id(admin: Caller) -> int:
    """A draft of the seed's example."""
    workflow_id: int = admin.post("/workflows/", example()).get_json()["workflow_id"]
    return workflow_id


def test_the_seeds_example_posts_as_it_stands_and_initializes(admin: Caller) -> None:
    created = admin.post("/workflows/", example())
    assert created.status_code == 201
    body = created.get_json()
    assert set(body["temp_id_mapping"]) == {"node_1", "node_2", "node_3"}
    assert (body["status"], body["low_sla"], body["urgent_sla"]) == ("draft", "72:00:00", "04:00:00")
    assert created.headers["Location"] == f"/api/workflows/{body['workflow_id']}/"
    moved = admin.post(f"/workflows/{body['workflow_id']}/initialize/")
    assert moved.status_code == 200, moved.get_json()
    state = moved.get_json()
    assert (state["status"], state["version"], state["revision_status"]) == ("initialized", 1, None)
    versions = admin.get(f"/workflows/{body['workflow_id']}/versions/").get_json()
    definition = versions["results"][0]["definition"]
    assert definition["nodes"][0]["role_name"] == "Agent"
    assert {"step_id", "name", "role_id", "weight", "is_start", "is_end", "escalate_to"} <= set(
        definition["nodes"][0]
    )
    assert {"transition_id", "from_step_id", "to_step_id", "name"} <= set(definition["edges"][0])
    assert set(definition["metadata"]) == {"created_at", "created_by"}


def test_the_seeds_picture_is_refused_with_wf112(admin: Caller) -> None:
    body = admin.post("/workflows/", example() | {"graph": SEED_PICTURE}).get_json()
    refused = admin.post(f"/workflows/{body['workflow_id']}/deploy/")
    assert refused.status_code == 409
    assert refused.mimetype == "application/problem+json"
    problems = refused.get_json()["problems"]
    assert [problem["code"] for problem in problems if problem["severity"] == "error"] == ["WF112"]
    assert "Manager Review" in refused.get_json()["detail"]
    shown = admin.get(f"/workflows/{body['workflow_id']}/problems/").get_json()["problems"]
    assert "WF112" in {problem["code"] for problem in shown}


def test_a_workflow_is_read_changed_and_deleted(admin: Caller, workflow_id: int) -> None:
    path = f"/workflows/{workflow_id}"
    shown = admin.get(f"{path}/").get_json()
    assert shown["editable"] == "all"
    assert {"nodes", "edges", "revision"} == set(admin.get(f"{path}/graph/").get_json())
    details = admin.put(f"{path}/update-details/", {"workflow": {"low_sla": "PT100H"}, "revision": 1})
    assert (details.get_json()["low_sla"], details.get_json()["revision"]) == ("100:00:00", 2)
    graph = shown["graph"] | {"edges": shown["graph"]["edges"][:1]}
    saved = admin.put(f"{path}/update-graph/", {"graph": graph}).get_json()
    assert len(saved["graph"]["edges"]) == 1
    assert "WF110" in {problem["code"] for problem in saved["problems"]} or saved["problems"]
    assert admin.delete(f"{path}/").status_code == 204
    assert admin.get(f"{path}/").status_code == 404


def test_every_move_answers_with_where_the_workflow_stands(admin: Caller, workflow_id: int) -> None:
    path = f"/workflows/{workflow_id}"
    for move, status, revision_status in (
        ("deploy", "deployed", None),
        ("edit", "draft", None),
        ("initialize", "initialized", None),
        ("revise", "initialized", "draft"),
        ("deploy", "initialized", "deployed"),
        ("discard", "initialized", None),
        ("pause", "paused", None),
        ("resume", "initialized", None),
        ("pause", "paused", None),
        ("archive", "archived", None),
        ("restore", "draft", None),
    ):
        answer = admin.post(f"{path}/{move}/")
        assert answer.status_code == 200, answer.get_json()
        state = answer.get_json()
        assert (state["status"], state["revision_status"]) == (status, revision_status)
        assert {"workflow_id", "version", "problems"} <= set(state)
    refused = admin.post(f"{path}/pause/")
    assert refused.status_code == 409
    assert refused.get_json()["move"] == "pause"
    assert admin.delete(f"{path}/").status_code == 409
    copied = admin.post(f"{path}/clone/").get_json()
    assert (copied["status"], copied["version"]) == ("draft", None)


def test_the_list_is_filtered_searched_and_paged(admin: Caller) -> None:
    for name in ("Beta", "alpha", "Gamma"):
        admin.post("/workflows/", example(name=name, department=f"{name} house"))
    rows = admin.get("/workflows/").get_json()
    assert [row["name"] for row in rows["results"]] == ["alpha", "Beta", "Gamma"]
    assert (rows["count"], rows["next"], rows["previous"]) == (3, None, None)
    assert {"workflow_id", "version", "open_tasks", "revision_status"} <= set(rows["results"][0])
    found = admin.get("/workflows/?search=GAM hou").get_json()
    assert [row["name"] for row in found["results"]] == ["Gamma"]
    assert admin.get("/workflows/?status=initialized").get_json()["count"] == 0
    page = admin.get("/workflows/?page=2&page_size=2").get_json()
    assert [row["name"] for row in page["results"]] == ["Gamma"]
    assert "page=1" in page["previous"]


def test_the_list_may_begin_with_what_was_changed_last(admin: Caller, session: Db) -> None:
    ids = [
        admin.post("/workflows/", example(name=name, department=f"{name} house")).json["workflow_id"]
        for name in ("Beta", "alpha", "Gamma")
    ]
    for minute, workflow_id in enumerate((ids[1], ids[2], ids[0])):
        at = MORNING + timedelta(minutes=minute)
        session.execute(sa.update(Workflow).where(Workflow.id == workflow_id).values(changed_at=at))
    session.commit()
    first = admin.get("/workflows/?order=changed&page_size=2").json
    assert [row["name"] for row in first["results"]] == ["Beta", "Gamma"]
    second = admin.get(f"/workflows/?order=changed&page_size=2&cursor={first['next_cursor']}").json
    assert [row["name"] for row in second["results"]] == ["alpha"]
    assert admin.get(second["previous"].partition("/api")[2]).json["results"] == first["results"]
    named = admin.get("/workflows/?page_size=1").json["next_cursor"]
    assert admin.get(f"/workflows/?order=changed&cursor={named}").status_code == 404
    assert admin.get("/workflows/?order=luck").status_code == 422


@pytest.mark.parametrize("who", ["ada", "alice"])
def test_the_list_goes_on_from_a_cursor_there_and_back(
    callers: dict[str, Caller], admin: Caller, who: str
) -> None:
    for name in ("Beta", "alpha", "Gamma", "delta"):
        made = admin.post("/workflows/", example(name=name, department=f"{name} house"))
        admin.post(f"/workflows/{made.get_json()['workflow_id']}/initialize/")
    first = callers[who].get("/workflows/?page_size=3").get_json()
    second = callers[who].get(f"/workflows/?page_size=3&cursor={first['next_cursor']}").get_json()
    assert [row["name"] for row in first["results"] + second["results"]] == [
        "alpha",
        "Beta",
        "delta",
        "Gamma",
    ]
    assert second["next"] is None
    back = callers[who].get(second["previous"].partition("/api")[2]).get_json()
    assert back["results"] == first["results"]


def test_agents_see_what_is_in_use_and_requesters_nothing(
    callers: dict[str, Caller], admin: Caller, workflow_id: int
) -> None:
    path = f"/workflows/{workflow_id}/"
    assert callers["alice"].get(path).status_code == 404
    admin.post(f"{path}initialize/")
    admin.post(f"{path}revise/")
    admin.put(f"{path}update-details/", {"workflow": {"name": "Secret plans"}})
    shown = callers["alice"].get(path).get_json()
    assert (shown["name"], shown["editable"], shown["may_design"]) == ("IT Support Request", "none", False)
    assert "Secret" not in callers["alice"].get("/workflows/").text
    assert callers["alice"].get("/workflows/?search=secret").get_json()["count"] == 0
    assert callers["alice"].get(f"{path}problems/").status_code == 403
    assert callers["alice"].post(f"{path}pause/").status_code == 403
    assert callers["alice"].post("/workflows/", example()).status_code == 403
    for address in (path, f"{path}graph/", f"{path}versions/", f"{path}problems/"):
        assert callers["rita"].get(address).status_code == 404
    assert callers["rita"].get("/workflows/").get_json()["count"] == 0


def test_the_same_tickets_cannot_be_taken_twice(admin: Caller, workflow_id: int) -> None:
    other = admin.post("/workflows/", example(name="Other")).get_json()["workflow_id"]
    admin.post(f"/workflows/{workflow_id}/initialize/")
    refused = admin.post(f"/workflows/{other}/initialize/")
    assert refused.status_code == 409
    assert refused.get_json()["taken_by"] == "IT Support Request"
    assert "WF182" in {problem["code"] for problem in refused.get_json()["problems"]}


def test_the_calendar_is_read_changed_and_refused_with_its_details(admin: Caller, workflow_id: int) -> None:
    path = f"/workflows/{workflow_id}"
    assert admin.get(f"{path}/").get_json()["calendar"] is None
    calendar = {
        "tz": "Europe/Berlin",
        "week": {"0": [["09:00", "12:00"], ["13:00", "24:00"]]},
        "holidays": ["2026-12-25"],
        "special": {"2026-12-31": [["09:00", "12:00"]]},
    }
    saved = admin.put(f"{path}/update-details/", {"workflow": {"calendar": calendar}, "revision": 1})
    assert (saved.get_json()["calendar"], saved.get_json()["revision"]) == (calendar, 2)
    assert admin.get(f"{path}/").get_json()["calendar"] == calendar
    kept = admin.put(f"{path}/update-details/", {"workflow": {"low_sla": "PT100H"}}).get_json()
    assert kept["calendar"] == calendar
    shut = calendar | {"week": {"0": []}, "special": {}}
    closed = admin.put(f"{path}/update-details/", {"workflow": {"calendar": shut}})
    assert closed.status_code == 409
    assert "no open minute" in closed.get_json()["detail"]
    admin.post(f"{path}/initialize/")
    version = admin.get(f"{path}/versions/").get_json()["results"][0]
    assert version["definition"]["calendar"] == calendar

"""A workflow as a file over the API: the bytes of the command and the page, for designers alone."""

from __future__ import annotations

import json

from tests.api.conftest import Caller
from tests.seed_example import example


def test_a_workflow_is_had_in_each_form_and_by_designers_alone(callers: dict[str, Caller]) -> None:
    admin = callers["ada"]
    workflow_id = admin.post("/workflows/", example()).get_json()["workflow_id"]
    path = f"/workflows/{workflow_id}/export/"
    usual = admin.get(path).get_json()
    assert (usual["format"], usual["media_type"], usual["revision"]) == ("json", "application/json", 1)
    document = json.loads(usual["text"])
    assert [node["role_name"] for node in document["graph"]["nodes"]] == ["Agent", "Technician", "Agent"]
    assert admin.get(path).get_json() == usual
    assert "<bpmn:definitions" in admin.get(f"{path}?format=bpmn").get_json()["text"]
    picture = admin.get(f"{path}?format=svg").get_json()
    assert picture["media_type"] == "image/svg+xml"
    assert picture["text"].endswith("</svg>\n")
    assert admin.get(f"{path}?format=exe").status_code == 422
    assert callers["otto"].get(path).status_code == 404
    assert callers["nobody"].get(path).status_code == 401

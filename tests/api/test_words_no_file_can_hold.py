"""A name that a file would lose a character of is refused at the door; a drawing keeps all it says."""

from __future__ import annotations

import json

import pytest

from tests.api.conftest import Caller
from tests.seed_example import example


@pytest.mark.parametrize("odd", ["\ufffe", "\uffff"])
def test_such_names_are_refused_with_a_sentence_and_nothing_changes(admin: Caller, odd: str) -> None:
    body = example()
    workflow_id = admin.post("/workflows/", body).get_json()["workflow_id"]
    path = f"/workflows/{workflow_id}/graph/"
    before = admin.get(path).get_json()
    for field, said in (
        ("name", "has characters in its name that cannot be seen"),
        ("instruction", "has control characters or others that no file can keep in its instruction."),
    ):
        graph = example()["graph"]
        graph["nodes"][0][field] = f"Tri{odd}age"
        answer = admin.put(f"/workflows/{workflow_id}/update-graph/", {"graph": graph})
        assert answer.status_code == 422
        (problem,) = answer.get_json()["problems"]
        assert problem["code"] == "WF130"
        assert said in problem["sentence"]
        assert admin.get(path).get_json() == before
    refused = admin.post("/workflows/", example(name=f"Odd{odd}"))
    assert refused.status_code == 422
    assert "cannot be seen" in json.dumps(refused.get_json())


def test_what_a_drawing_says_of_itself_goes_to_a_file_and_back(admin: Caller) -> None:
    body = example()
    body["graph"]["nodes"][0]["design"]["label"] = "odd \uffff"
    workflow_id = admin.post("/workflows/", body).get_json()["workflow_id"]
    path = f"/workflows/{workflow_id}/export/?format=bpmn"
    text = admin.get(path).get_json()["text"]
    assert "\ufffd" not in text
    taken = admin.post("/workflows/imports/", {"text": text})
    assert taken.status_code == 201, taken.get_json()
    again = taken.get_json()["workflow_ids"][0]
    assert admin.get(f"/workflows/{again}/export/?format=bpmn").get_json()["text"] == text

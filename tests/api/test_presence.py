"""The door of who else draws a workflow."""

from __future__ import annotations

import pytest

from tests.api.conftest import Caller
from tests.seed_example import example


@pytest.fixture
def path(admin: Caller) -> str:
    """The presence of a draft of the seed's example."""
    made = admin.post("/workflows/", example()).get_json()
    return f"/workflows/{made['workflow_id']}/presence/"


def test_a_tab_says_it_is_there_and_leaves(admin: Caller, path: str) -> None:
    assert admin.put(path, {"tab": "one"}).get_json()["people"] == []
    body = admin.put(path, {"tab": "two"}).get_json()
    assert [(here["name"], here["is_you"]) for here in body["people"]] == [("Ada", True)]
    assert (body["revision"], body["changed_by"]) == (1, "Ada")
    assert admin.delete(f"{path}?tab=one").status_code == 204
    assert admin.delete(f"{path}?tab=one").status_code == 204
    assert admin.put(path, {"tab": "two"}).get_json()["people"] == []


def test_a_tab_is_told_where_the_workflow_stands(admin: Caller, path: str) -> None:
    def stands() -> tuple[str, str | None]:
        body = admin.put(path, {"tab": "one"}).get_json()
        return body["status"], body["revision_status"]

    assert stands() == ("draft", None)
    workflow = path.removesuffix("presence/")
    admin.post(f"{workflow}initialize/")
    assert stands() == ("initialized", None)
    admin.post(f"{workflow}revise/")
    assert stands() == ("initialized", "draft")


def test_a_tab_without_a_key_is_refused(admin: Caller, path: str) -> None:
    for tab in ("", " ", None, 4, "k" * 41):
        assert admin.put(path, {"tab": tab}).status_code == 422


def test_who_may_not_design_finds_no_draft_there(callers: dict[str, Caller], path: str) -> None:
    callers["ada"].put(path, {"tab": "one"})
    for name in ("alice", "otto"):
        assert callers[name].put(path, {"tab": "x"}).status_code in (403, 404)
        assert callers[name].delete(f"{path}?tab=one").status_code in (403, 404)
    assert callers["nobody"].put(path, {"tab": "x"}).status_code == 401
    assert [here["name"] for here in callers["ada"].put(path, {"tab": "two"}).get_json()["people"]] == ["Ada"]

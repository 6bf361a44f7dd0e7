"""A save that somebody overtakes before it is answered: the answer is of one's own save, never of theirs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.cast import MORNING, Cast
from tests.seed_example import example
from tts.api import workflow_saves
from tts.api.workflow_shapes import page_of
from tts.domain.graph_json import graph_json
from tts.extensions import db
from tts.queries.workflow_graphs import working_graph
from tts.queries.workflows import WorkflowPage
from tts.services import workflows as act


@pytest.fixture
def workflow_id(admin: Caller) -> int:
    """A draft of the seed's example, of revision 1."""
    workflow_id: int = admin.post("/workflows/", example()).get_json()["workflow_id"]
    return workflow_id


@pytest.fixture
def overtake(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """Let somebody add a step between a save's commit and the reading of its answer."""
    theirs = {"temp_id": "theirs", "name": "Theirs", "role_id": 2, "weight": 0}

    def read_late(workflow_id: int) -> WorkflowPage:
        graph = graph_json(working_graph(db.session, workflow_id))
        sent = {**graph, "nodes": [*graph["nodes"], theirs]}
        act.save_graph(db.session, workflow_id, sent, actor=cast.ada, now=MORNING)
        return page_of(workflow_id)

    monkeypatch.setattr(workflow_saves, "page_of", read_late)


def names_in(graph: dict[str, Any]) -> list[str]:
    """What its steps are called."""
    return [node["name"] for node in graph["nodes"]]


@pytest.mark.usefixtures("overtake")
def test_a_graph_that_was_overtaken_is_answered_as_it_was_saved(admin: Caller, workflow_id: int) -> None:
    path = f"/workflows/{workflow_id}/"
    graph = admin.get(f"{path}graph/").get_json()
    mine = {"temp_id": "mine", "name": "Mine", "role_id": 2, "weight": 0}
    sent = {"graph": {"nodes": [*graph["nodes"], mine], "edges": graph["edges"]}, "revision": 1}
    saved = admin.put(f"{path}update-graph/", sent).get_json()
    assert (saved["revision"], list(saved["temp_id_mapping"])) == (2, ["mine"])
    assert {"graph", "problems"}.isdisjoint(saved)
    sent["revision"] = saved["revision"]
    stale = admin.put(f"{path}update-graph/", sent)
    assert (stale.status_code, stale.get_json()["revision"]) == (409, 3)
    assert names_in(stale.get_json()["graph"])[-2:] == ["Mine", "Theirs"]


@pytest.mark.usefixtures("overtake")
def test_details_that_were_overtaken_are_answered_with_their_own_revision(
    admin: Caller, workflow_id: int
) -> None:
    path = f"/workflows/{workflow_id}/"
    sent = {"workflow": {"low_sla": "PT100H"}, "revision": 1}
    saved = admin.put(f"{path}update-details/", sent).get_json()
    assert (saved["revision"], saved["low_sla"], "problems" in saved) == (2, "100:00:00", False)
    assert "Theirs" in names_in(admin.get(f"{path}graph/").get_json())
    graph = admin.get(f"{path}graph/").get_json()
    sent_graph = {"graph": {"nodes": graph["nodes"], "edges": graph["edges"]}, "revision": saved["revision"]}
    assert admin.put(f"{path}update-graph/", sent_graph).status_code == 409


def test_a_save_that_nobody_overtook_is_answered_whole(admin: Caller, workflow_id: int) -> None:
    path = f"/workflows/{workflow_id}/"
    graph = admin.get(f"{path}graph/").get_json()
    sent = {"graph": {"nodes": graph["nodes"], "edges": graph["edges"][:1]}, "revision": 1}
    saved = admin.put(f"{path}update-graph/", sent).get_json()
    assert (saved["revision"], len(saved["graph"]["edges"])) == (2, 1)
    assert saved["problems"]

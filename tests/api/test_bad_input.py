"""Whatever is sent, the answer is a sentence with the right status, and never a fault of ours."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import Caller
from tests.seed_example import example

PROBLEM = "application/problem+json"
JSON = {"content_type": "application/json"}


@pytest.fixture
def workflow_id(admin: Caller) -> int:
    """A draft of the seed's example."""
    workflow_id: int = admin.post("/workflows/", example()).get_json()["workflow_id"]
    return workflow_id


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"graph":' * 50_000, "application/json", 400),
        (b"9" * 10_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"3", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"{}", None, 415),
        (b"{" + b" " * 2_100_000 + b"}", "application/json", 413),
    ],
)
def test_a_body_that_is_no_json_object_is_told_apart(
    admin: Caller, data: bytes, content_type: str | None, status: int
) -> None:
    answer = admin.call("POST", "/workflows/", data=data, content_type=content_type)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.get_json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("more", "status"),
    [(0, 422), (1, 413), (200_000, 413)],
    ids=["as long as may be", "a byte more", "longer"],
)
def test_a_body_of_unknown_length_is_not_cut_off_in_silence(admin: Caller, more: int, status: int) -> None:
    answer = admin.client.post(
        "/api/workflows/",
        input_stream=io.BytesIO(b" " * (2 * 1024 * 1024 + more)),
        headers={**admin.headers, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
        **JSON,
    )
    assert answer.status_code == status


def test_a_graph_over_two_megabytes_is_wf001(admin: Caller, workflow_id: int) -> None:
    graph = {"nodes": [{"temp_id": "a", "name": "A", "description": "x" * 2_200_000}], "edges": []}
    answer = admin.put(f"/workflows/{workflow_id}/update-graph/", {"graph": graph})
    assert answer.status_code == 413
    assert [problem["code"] for problem in answer.get_json()["problems"]] == ["WF001"]


NODE = {"temp_id": "a", "name": "A"}


@pytest.mark.parametrize(
    ("graph", "status", "code"),
    [
        ({"nodes": [{"temp_id": str(n), "name": "A"} for n in range(3000)], "edges": []}, 422, "WF001"),
        ({"nodes": []}, 422, "WF001"),
        ({"nodes": {}, "edges": 3}, 422, "WF001"),
        ({"nodes": [3], "edges": []}, 422, "WF001"),
        ({"nodes": [NODE | {"weight": float("nan")}], "edges": []}, 422, "WF160"),
        ({"nodes": [NODE | {"weight": "much"}], "edges": []}, 422, "WF160"),
        ({"nodes": [NODE | {"role_id": 2**80}], "edges": []}, 422, "WF001"),
        ({"nodes": [NODE | {"order": 10**30}], "edges": []}, 422, "WF001"),
        ({"nodes": [NODE | {"design": {"x": float("inf")}}], "edges": []}, 422, "WF001"),
        ({"nodes": [NODE | {"name": "a\x00"}], "edges": []}, 422, "WF130"),
        ({"nodes": [NODE | {"name": "a\u202e"}], "edges": []}, 422, "WF130"),
        ({"nodes": [NODE | {"name": "x" * 100_000}], "edges": []}, 422, "WF130"),
        ({"nodes": [NODE, NODE], "edges": []}, 409, "WF002"),
        ({"nodes": [NODE], "edges": [{"from_temp_id": "a", "to_temp_id": "a"}]}, 409, "WF120"),
        ({"nodes": [NODE], "edges": [{"from_temp_id": "a", "to_step_id": 99_999}]}, 409, "WF122"),
        ({"nodes": [{"step_id": 99_999, "name": "A"}], "edges": []}, 409, "WF122"),
        ({"nodes": [NODE | {"role_id": 99_999}], "edges": []}, 404, "WF141"),
    ],
)
def test_a_graph_that_no_draft_may_hold_is_refused_whole(
    admin: Caller, workflow_id: int, graph: dict[str, Any], status: int, code: str
) -> None:
    before = admin.get(f"/workflows/{workflow_id}/graph/").get_json()
    answer = admin.put(f"/workflows/{workflow_id}/update-graph/", {"graph": graph})
    assert answer.status_code == status, answer.get_json()
    assert {problem["code"] for problem in answer.get_json()["problems"]} == {code}
    assert admin.get(f"/workflows/{workflow_id}/graph/").get_json() == before


def test_proto_ids_and_unknown_fields_do_no_harm(admin: Caller) -> None:
    body = example() | {"is_admin": True, "__proto__": {"x": 1}}
    body["workflow"] |= {"status": "initialized", "workflow_id": 7, "constructor": {}}
    body["graph"]["nodes"][0]["temp_id"] = "__proto__"
    body["graph"]["edges"][0]["from_temp_id"] = "__proto__"
    created = admin.post("/workflows/", body)
    assert created.status_code == 201
    assert created.get_json()["status"] == "draft"
    assert "__proto__" in created.get_json()["temp_id_mapping"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/workflows/99999999999999999999/", 404),
        ("GET", "/workflows/-1/", 404),
        ("GET", "/workflows/999/", 404),
        ("GET", "/workflows/x/", 404),
        ("GET", "/nothing/", 404),
        ("PATCH", "/workflows/", 405),
        ("GET", "/items/1/claim/", 405),
        ("POST", "/workflows/999/deploy/", 404),
        ("DELETE", "/workflows/999/", 404),
        ("GET", "/workflows/?page=0", 422),
        ("GET", "/workflows/?page=99999999999999999999", 422),
        ("GET", "/workflows/?page_size=many", 422),
        ("GET", "/workflows/?cursor=%00%ff", 404),
        ("GET", "/tickets/?cursor=W10", 404),
        ("GET", "/workflows/?status=asleep", 422),
        ("GET", "/tickets/?status=%00", 422),
        ("GET", "/workflows/?search=%25%00%27%5C", 200),
        ("GET", "/tickets/?search=%22%00%27%5C*", 200),
        ("GET", "/users/?role_id=9999999999999999", 422),
        ("GET", "/tickets/%00/", 404),
        ("GET", "/tickets/TX20240115123456/", 404),
        ("POST", "/items/999/claim/", 404),
    ],
)
def test_odd_addresses_are_answered_in_sentences(admin: Caller, method: str, path: str, status: int) -> None:
    answer = admin.call(method, path, **({"json": {}} if method == "POST" else {}))
    assert answer.status_code == status, answer.get_json()
    if status != 200:
        assert answer.mimetype == PROBLEM
        assert answer.get_json()["status"] == status


def test_a_stale_save_is_409_with_what_changed(admin: Caller, workflow_id: int) -> None:
    path = f"/workflows/{workflow_id}"
    graph = admin.get(f"{path}/graph/").get_json()
    revision = graph.pop("revision")
    graph["nodes"][0]["name"] = "Sort"
    saved = admin.put(f"{path}/update-graph/", {"graph": graph, "revision": revision})
    assert (saved.status_code, saved.get_json()["revision"]) == (200, revision + 1)
    stale = admin.put(f"{path}/update-graph/", {"graph": graph, "revision": revision})
    assert stale.status_code == 409
    assert stale.get_json()["changed"] == ["“Triage” is now called “Sort”."]
    assert stale.get_json()["changed_by"] == "Ada"
    assert stale.get_json()["graph"]["nodes"][0]["name"] == "Sort"
    assert admin.put(f"{path}/update-graph/", {"graph": graph, "revision": "1"}).status_code == 422
    assert admin.put(f"{path}/update-graph/", {"graph": graph, "revision": 77}).status_code == 409


@pytest.mark.parametrize(
    "text", ["[" * 3_000, '[false,"\\ud800",1]', '[false,"\\u0000",1]', "[0]", "{}", "[false,1,1]"]
)
def test_a_cursor_that_no_list_gave_is_not_found(admin: Caller, text: str) -> None:
    forged = base64.urlsafe_b64encode(text.encode()).decode()
    assert admin.get(f"/workflows/?cursor={forged}").status_code == 404
    assert admin.get(f"/tickets/?cursor={forged}").status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_cursor_at_the_edge_of_time_is_not_found(admin: Caller, moment: str) -> None:
    forged = base64.urlsafe_b64encode(f'[false,"{moment}",1]'.encode()).decode()
    assert admin.get(f"/tasks/my-tasks/?cursor={forged}").status_code == 404


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["a", "\x00", "\ud800", "1" * 30, "04:00:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)
node_keys = st.sampled_from(
    ["temp_id", "step_id", "name", "role_id", "escalate_to", "weight", "order", "is_start", "design"]
)
edge_keys = st.sampled_from(
    ["temp_id", "transition_id", "from_temp_id", "to_temp_id", "from_step_id", "to_step_id", "name", "design"]
)
graphs = st.fixed_dictionaries(
    {
        "nodes": st.lists(st.dictionaries(node_keys, json_values), max_size=3) | json_values,
        "edges": st.lists(st.dictionaries(edge_keys, json_values), max_size=3) | json_values,
    }
)
workflow_keys = st.sampled_from(["name", "description", "department", "low_sla", "urgent_sla", "end_logic"])
bodies = st.fixed_dictionaries(
    {},
    optional={
        "workflow": st.dictionaries(workflow_keys, json_values) | json_values,
        "graph": graphs | json_values,
        "revision": json_values,
        "transition_id": json_values,
        "user_id": json_values,
        "reason": json_values,
        "subject": json_values,
        "priority": json_values,
        "department": json_values,
        "category": json_values,
    },
)
DOORS = (
    ("POST", "/workflows/"),
    ("PUT", "/workflows/1/update-graph/"),
    ("PUT", "/workflows/1/update-details/"),
    ("POST", "/workflows/1/clone/"),
    ("POST", "/tickets/"),
    ("POST", "/items/1/resolution/"),
    ("POST", "/items/1/transfer/"),
    ("POST", "/items/1/hold/"),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(door=st.sampled_from(DOORS), body=bodies | json_values)
def test_junk_is_never_a_fault_of_ours(admin: Caller, workflow_id: int, door: Any, body: Any) -> None:
    answer = admin.call(*door, data=json.dumps(body).encode(), **JSON)
    assert answer.status_code in (200, 201, 400, 403, 404, 409, 413, 422)
    if answer.status_code >= 400:
        assert answer.mimetype == PROBLEM
        assert {"type", "title", "status", "detail"} <= set(answer.get_json())

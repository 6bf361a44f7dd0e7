"""A ticket's whole way through the API: submitted, matched, acted on, ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.seed_example import example

Callers = dict[str, Caller]
TICKET = {"subject": "Printer", "description": "Dead", "department": "IT", "category": "Technology"}
HOLDERS = {"Alice", "Bob", "Carol"}


@pytest.fixture
def workflow_id(admin: Caller, cast: Cast) -> int:
    """The seed's example, initialized, its steps escalating to the managers."""
    body = example()
    for node in body["graph"]["nodes"]:
        node["escalate_to"] = cast.role("Manager")
        node["instruction"] = f"Do {node['name']}"
    workflow_id: int = admin.post("/workflows/", body).get_json()["workflow_id"]
    assert admin.post(f"/workflows/{workflow_id}/initialize/").status_code == 200
    return workflow_id


def submit(callers: Callers, **changed: Any) -> dict[str, Any]:
    answer = callers["rita"].post("/tickets/", TICKET | changed)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def holder_of(callers: Callers, ticket: dict[str, Any]) -> Caller:
    """Who holds the ticket's open item now."""
    shown = callers["ada"].get(f"/tickets/{ticket['ticket_number']}/").get_json()
    return callers[shown["task"]["holder"]["name"].casefold()]


def my_task(caller: Caller) -> dict[str, Any]:
    rows = caller.get("/tasks/my-tasks/").get_json()["results"]
    assert len(rows) == 1
    return rows[0]


def test_a_submitted_ticket_says_what_took_it_and_why(callers: Callers, workflow_id: int) -> None:
    ticket = submit(callers, priority="Critical")
    assert ticket["status"] == "In Progress"
    assert ticket["priority"] == "urgent"
    assert ticket["matched"]["workflow_id"] == workflow_id
    assert ticket["matched"]["version"] == 1
    assert "department and category equal" in ticket["matched"]["why"]
    assert ticket["task"]["current_step"]["name"] == "Triage"
    assert ticket["task"]["due_at"].endswith("Z")


def test_a_ticket_goes_all_the_way_to_its_end(callers: Callers, workflow_id: int) -> None:
    ticket = submit(callers)
    for choice, step in (("Assign", "Triage"), ("Complete", "Resolution"), ("Complete", "Verification")):
        holder = holder_of(callers, ticket)
        row = my_task(holder)
        assert row["step"] == {"step_id": row["step"]["step_id"], "name": step, "instruction": f"Do {step}"}
        assert (row["origin"], row["status"], row["task"]["version"]) == ("System", "new", 1)
        chosen = next(found for found in row["choices"] if found["name"] == choice)
        path = f"/items/{row['task_item_id']}/resolution/"
        acted = holder.post(path, {"transition_id": chosen["transition_id"], "note": "Done"})
        assert acted.status_code == 200, acted.get_json()
        assert acted.get_json()["item"]["status"] == "resolved"
    assert acted.get_json()["task"]["status"] == "completed"
    assert acted.get_json()["next_item"] is None
    assert callers["rita"].get(f"/tickets/{ticket['ticket_number']}/").get_json()["status"] == "Resolved"


def test_the_second_act_is_told_who_was_first(callers: Callers, workflow_id: int) -> None:
    ticket = submit(callers)
    holder = holder_of(callers, ticket)
    row = my_task(holder)
    path, body = f"/items/{row['task_item_id']}/resolution/", row["choices"][0]
    assert holder.post(path, body).status_code == 200
    again = holder.post(path, body)
    assert again.status_code == 409
    assert set(again.get_json()) >= {"acted_by", "acted_at", "now"}


def test_a_repeated_request_answers_as_the_first_did(callers: Callers, workflow_id: int) -> None:
    sent = [
        callers["rita"].post("/tickets/", TICKET, headers={"Idempotency-Key": "k1"}).get_json()
        for _ in range(2)
    ]
    assert sent[0]["ticket_number"] == sent[1]["ticket_number"]
    holder = holder_of(callers, sent[0])
    row = my_task(holder)
    path, key = f"/items/{row['task_item_id']}/resolution/", {"Idempotency-Key": "k2"}
    acts = [holder.post(path, row["choices"][0], headers=key) for _ in range(2)]
    assert [act.status_code for act in acts] == [200, 200]
    assert acts[0].get_json() == acts[1].get_json()


def test_an_agent_cannot_act_on_anothers_item_and_an_outsider_sees_nothing(
    callers: Callers, workflow_id: int
) -> None:
    ticket = submit(callers)
    holder = holder_of(callers, ticket)
    row = my_task(holder)
    body, path = row["choices"][0], f"/items/{row['task_item_id']}"
    colleague = next(callers[name.casefold()] for name in HOLDERS if callers[name.casefold()] is not holder)
    assert colleague.post(f"{path}/resolution/", body).status_code == 403
    for stranger in ("otto", "tom"):
        for act, sent in (
            ("resolution", body),
            ("claim", {}),
            ("hold", {"reason": "x"}),
            ("escalation", {"reason": "x"}),
            ("transfer", {"user_id": 1, "notes": "x"}),
        ):
            assert callers[stranger].post(f"{path}/{act}/", sent).status_code == 404
        assert callers[stranger].get(f"/tickets/{ticket['ticket_number']}/").status_code == 404
        assert callers[stranger].get("/tickets/").get_json()["count"] == 0


def test_what_is_no_choice_of_the_version_is_refused(callers: Callers, workflow_id: int) -> None:
    ticket = submit(callers)
    holder = holder_of(callers, ticket)
    row = my_task(holder)
    path = f"/items/{row['task_item_id']}/resolution/"
    for transition_id, status in ((99_999, 409), (None, 409), ("x", 422), (2**70, 422), (True, 422)):
        refused = holder.post(path, {"transition_id": transition_id})
        assert refused.status_code == status, refused.get_json()
    assert holder.post(path, {}).status_code == 422
    assert holder.post(path, row["choices"][0] | {"note": "x" * 5_000}).status_code == 422
    assert holder.post(path, row["choices"][0] | {"note": "a\x00"}).status_code == 422


def test_an_item_is_transferred_held_resumed_and_escalated(
    callers: Callers, cast: Cast, workflow_id: int
) -> None:
    ticket = submit(callers)
    holder = holder_of(callers, ticket)
    path = f"/items/{my_task(holder)['task_item_id']}"
    held = holder.post(f"{path}/hold/", {"reason": "Waiting for parts"}).get_json()
    assert (held["item"]["status"], held["task"]["status"]) == ("on hold", "on hold")
    assert holder.post(f"{path}/resume/").get_json()["item"]["status"] == "in progress"
    assert holder.post(f"{path}/hold/", {}).status_code == 422
    other = next(name for name in sorted(HOLDERS) if callers[name.casefold()] is not holder)
    for user_id, status in ((99_999, 404), (cast.user_ids["Tom"], 409), (-1, 422)):
        assert holder.post(f"{path}/transfer/", {"user_id": user_id, "notes": "x"}).status_code == status
    passed = holder.post(f"{path}/transfer/", {"user_id": cast.user_ids[other], "notes": "Yours"}).get_json()
    assert passed["item"]["status"] == "reassigned"
    assert passed["next_item"]["holder"]["name"] == other
    assert passed["next_item"]["origin"] == "Transferred"
    path = f"/items/{passed['next_item']['task_item_id']}"
    raised = callers[other.casefold()].post(f"{path}/escalation/", {"reason": "Too hard"}).get_json()
    assert raised["item"]["status"] == "escalated"
    assert raised["next_item"]["role"] == "Manager"
    assert raised["next_item"]["origin"] == "Escalation"


def test_an_unmatched_ticket_says_why_and_is_listed(callers: Callers, workflow_id: int) -> None:
    ticket = submit(callers, department="Nowhere")
    assert (ticket["status"], ticket["matched"], ticket["task"]) == ("Unmatched", None, None)
    assert ticket["why_unmatched"]
    submit(callers)
    rows = callers["ada"].get("/tickets/?unmatched=true").get_json()
    assert [row["ticket_number"] for row in rows["results"]] == [ticket["ticket_number"]]
    assert callers["ada"].get("/tickets/?search=printer").get_json()["count"] == 2
    assert callers["ada"].get("/tickets/?status=Unmatched").get_json()["count"] == 1
    assert callers["otto"].get("/tickets/?search=printer").get_json()["count"] == 0


def test_a_list_is_read_page_by_page_and_cursor_by_cursor(callers: Callers, workflow_id: int) -> None:
    numbers = {submit(callers)["ticket_number"] for _ in range(5)}
    for first in ("/tickets/?page_size=2", "/tickets/?page_size=2&page=1"):
        seen, path = [], first
        for _ in range(3):
            page = callers["ada"].get(path).get_json()
            seen += [row["ticket_number"] for row in page["results"]]
            path = (page["next"] or "").partition("/api")[2]
        assert set(seen) == numbers
        assert (len(seen), page["next"], page["count"]) == (5, None, 5)
    page = callers["ada"].get("/tickets/?page_size=2").get_json()
    following = callers["ada"].get(f"/tickets/?page_size=2&cursor={page['next_cursor']}").get_json()
    assert not {row["ticket_number"] for row in page["results"]} & {
        row["ticket_number"] for row in following["results"]
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"subject": "x" * 100_000}, "subject"),
        ({"subject": " "}, "subject"),
        ({"subject": "a\u202eb"}, "subject"),
        ({"subject": ["x"]}, "subject"),
        ({"description": "a\ud800"}, "description"),
        ({"department": None}, "department"),
        ({"priority": "now"}, "priority"),
        ({"priority": 3}, "priority"),
    ],
)
def test_what_cannot_be_a_ticket_is_refused_by_its_field(
    callers: Callers, changed: dict[str, Any], field: str
) -> None:
    refused = callers["rita"].post("/tickets/", TICKET | changed)
    assert refused.status_code == 422
    assert set(refused.get_json()["fields"]) == {field}

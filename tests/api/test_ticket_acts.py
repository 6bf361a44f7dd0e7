"""What one does to whole tickets and to escalations by the API, and what is told of it afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.desk import Desk
from tests.workflows import SUPPORT, store_workflow

Db = scoped_session[Session]
Callers = dict[str, Caller]
TICKET = {"subject": "Printer", "department": "IT", "category": "Technology"}
WHY = {"reason": "The whole floor waits."}


@pytest.fixture
def desk(session: Db, cast: Cast) -> Desk:
    """One workflow that takes tickets."""
    found = Desk(session, cast, store_workflow(session, cast, SUPPORT))
    session.commit()
    return found


def submit(callers: Callers, **changes: Any) -> str:
    """Rita's ticket, by its address."""
    number = callers["rita"].post("/tickets/", TICKET | changes).get_json()["ticket_number"]
    return f"/tickets/{number}/"


def holder(callers: Callers, path: str) -> tuple[Caller, str]:
    """Who has the ticket, and the address of their item."""
    number = callers["ada"].get(path).get_json()["ticket_number"]
    rows = callers["ada"].get("/items/?show=all").get_json()["results"]
    (row,) = (row for row in rows if row["task"]["ticket"]["ticket_number"] == number)
    work = callers["ada"].get(f"/items/{row['task_item_id']}/").get_json()
    return callers[work["item"]["holder"]["name"].casefold()], f"/items/{row['task_item_id']}/"


def test_a_requester_withdraws_and_the_staff_cancel_and_reopen(callers: Callers, desk: Desk) -> None:
    path = submit(callers)
    assert callers["rita"].post(f"{path}cancellation/", WHY).status_code == 403
    assert callers["ada"].post(f"{path}cancellation/", WHY).get_json()["status"] == "Withdrawn"
    assert callers["ada"].post(f"{path}cancellation/", WHY).status_code == 409
    assert callers["rita"].post(f"{path}reopening/", WHY).status_code == 403
    assert callers["ada"].post(f"{path}reopening/", WHY).get_json()["status"] == "In Progress"
    assert callers["otto"].post(f"{path}withdrawal/").status_code == 404
    assert callers["rita"].post(f"{path}withdrawal/").get_json()["status"] == "Withdrawn"
    told = callers["ada"].get(f"{path}timeline/").get_json()["results"]
    kinds = [event["kind"] for event in told if event["kind"].startswith("ticket.")]
    assert kinds[0] == "ticket.submitted"
    assert {"ticket.cancelled", "ticket.reopened", "ticket.withdrawn"} <= set(kinds)


def test_what_a_priority_would_mean_is_told_before_it_is_given(callers: Callers, desk: Desk) -> None:
    path = submit(callers, priority="low")
    choices = {row["priority"]: row for row in callers["ada"].get(f"{path}priorities/").get_json()["choices"]}
    assert [word for word, row in choices.items() if row["is_present"]] == ["low"]
    urgent = {"priority": "Critical", **WHY}
    assert callers["rita"].post(f"{path}priority/", urgent).status_code == 403
    told = callers["ada"].post(f"{path}priority/", urgent).get_json()
    assert (told["priority"], told["task"]["due_at"]) == ("urgent", choices["urgent"]["due_at"])
    assert callers["rita"].get(f"{path}priorities/").status_code == 403


def test_an_unmatched_ticket_gets_its_workflow_by_hand_or_when_one_takes_it(
    callers: Callers, desk: Desk
) -> None:
    first, second = submit(callers, department="Nowhere"), submit(callers, department="Nowhere")
    listed = callers["ada"].get("/tickets/?unmatched=true").get_json()
    assert listed["count"] == 2
    body = {"workflow_id": desk.flow.workflow_id}
    assert callers["rita"].post(f"{first}workflow/", body).status_code == 403
    assert callers["ada"].post(f"{first}workflow/", {"workflow_id": 999}).status_code == 404
    assert callers["ada"].post(f"{first}workflow/", body).get_json()["status"] == "In Progress"
    assert callers["ada"].post(f"{first}workflow/", body).status_code == 409
    assert callers["ada"].post("/matching/").get_json() == {"matched": 0, "waiting": 1}
    assert callers["cora"].post("/matching/").status_code == 403
    assert callers["ada"].get(second).get_json()["status"] == "Unmatched"


def test_an_escalation_is_listed_for_its_role_and_returned_with_a_note(callers: Callers, desk: Desk) -> None:
    path = submit(callers)
    agent, item = holder(callers, path)
    raised = agent.post(f"{item}escalation/", {"reason": "Beyond me."})
    assert raised.status_code == 200
    rows = [
        row for name in ("max", "mona") for row in callers[name].get("/escalations/").get_json()["results"]
    ]
    assert [(row["reason"], row["to_role"], row["by_breach"]) for row in rows] == [
        ("Beyond me.", "Manager", False)
    ]
    manager, above = callers[rows[0]["holder"]["name"].casefold()], f"/items/{rows[0]['task_item_id']}/"
    note = {"note": "Ask the supplier."}
    assert agent.post(f"{above}return/", note).status_code == 403
    assert manager.post(f"{above}return/", note).status_code == 200
    assert holder(callers, path)[0] is agent
    (closed,) = manager.get("/escalations/?show=closed").get_json()["results"]
    assert (closed["note"], closed["task_item_id"]) == ("Ask the supplier.", None)
    assert callers["rita"].get("/escalations/").status_code == 403
    way = callers["ada"].get(f"{path}items/").get_json()["results"]
    assert [piece["origin"] for piece in way][:2] == ["System", "Escalation"]


def test_tickets_are_listed_in_the_order_asked_for(callers: Callers, desk: Desk) -> None:
    paths = [submit(callers, priority=word) for word in ("low", "urgent", "medium")]
    paths.append(submit(callers, department="Nowhere"))
    low, urgent, medium, unmatched = (path.split("/")[2] for path in paths)

    def numbers(order: str) -> list[str]:
        found: list[str] = []
        address = f"/tickets/?order={order}&page_size=1"
        cursor = ""
        while cursor is not None:
            page = callers["ada"].get(f"{address}&cursor={cursor}").get_json()
            found += [row["ticket_number"] for row in page["results"]]
            cursor = page["next_cursor"]
        return found

    assert numbers("newest") == [unmatched, medium, urgent, low]
    assert numbers("oldest") == [low, urgent, medium, unmatched]
    assert numbers("due") == [urgent, medium, low, unmatched]
    assert callers["ada"].get("/tickets/?order=luck").status_code == 422


def test_items_are_listed_in_the_order_asked_for(callers: Callers, desk: Desk) -> None:
    paths = [submit(callers, priority=word) for word in ("low", "urgent", "medium")]
    low, urgent, medium = (path.split("/")[2] for path in paths)

    def numbers(order: str, show: str = "all") -> list[str]:
        pages = [callers["ada"].get(f"/items/?show={show}&order={order}&page_size=1").get_json()]
        while cursor := pages[-1]["next_cursor"]:
            more = callers["ada"].get(f"/items/?show={show}&order={order}&page_size=1&cursor={cursor}")
            pages.append(more.get_json())
        back = callers["ada"].get(pages[-1]["previous"].partition("/api")[2]).get_json()
        assert back["results"] == pages[-2]["results"]
        return [row["task"]["ticket"]["ticket_number"] for page in pages for row in page["results"]]

    assert numbers("newest") == [medium, urgent, low]
    assert numbers("oldest") == [low, urgent, medium]
    assert numbers("due") == [urgent, medium, low]
    assert callers["ada"].get("/items/?order=luck").status_code == 422
    assert callers["ada"].get("/items/?show=claimable&order=newest").get_json()["results"] == []

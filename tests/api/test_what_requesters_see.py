"""What the API tells a requester of their own ticket: what staff wrote among themselves stays with them."""

from __future__ import annotations

from tests.api.conftest import Caller
from tests.api.test_tickets import Callers, holder_of, my_task, submit, workflow_id

__all__ = ["workflow_id"]


def test_notes_and_reasons_of_the_staff_do_not_reach_the_requester(
    callers: Callers, workflow_id: int
) -> None:
    ticket = submit(callers)
    holder = holder_of(callers, ticket)
    task = my_task(holder)
    first = f"/items/{task['task_item_id']}/"
    choice = task["choices"][0]["transition_id"]
    acted = holder.post(f"{first}resolution/", {"transition_id": choice, "note": "a difficult person"})
    assert acted.get_json()["item"]["note"] == "a difficult person"
    following = f"/items/{acted.get_json()['next_item']['task_item_id']}/"
    after: Caller = holder_of(callers, ticket)
    held = after.post(f"{following}hold/", {"reason": "let them wait"})
    assert held.get_json()["task"]["hold_reason"] == "let them wait"

    for path in (first, following):
        seen = callers["rita"].get(path)
        assert seen.status_code == 200
        assert seen.get_json()["task"]["current_step"]["name"] == "Resolution"
        assert "difficult" not in seen.text
        assert "wait" not in seen.text.replace("waiting_on", "")
        assert seen.get_json()["choices"] == []
    assert "difficult" in callers["ada"].get(first).text

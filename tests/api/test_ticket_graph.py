"""A ticket's picture over the API: the page's own, for who may see the ticket."""

from __future__ import annotations

from tests.api.test_tickets import Callers, submit, workflow_id

__all__ = ["workflow_id"]


def test_the_picture_is_that_of_the_page_and_not_there_for_an_outsider(
    callers: Callers, workflow_id: int
) -> None:
    number = submit(callers)["ticket_number"]
    seen = callers["rita"].get(f"/tickets/{number}/graph/").get_json()
    assert seen["ticket_number"] == number
    assert seen["media_type"] == "image/svg+xml"
    assert seen["text"].startswith("<?xml")
    assert "Now here · " in seen["text"]
    assert "Assign" not in seen["text"]
    assert "Assign" in callers["ada"].get(f"/tickets/{number}/graph/").get_json()["text"]
    assert callers["otto"].get(f"/tickets/{number}/graph/").status_code == 404

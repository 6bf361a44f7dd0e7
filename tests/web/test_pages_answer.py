"""Every page of the agent's day answers, with and without anything to show."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored

PAGES = (
    "/",
    "/queue",
    "/queue?tab=claim",
    "/queue?tab=all",
    "/tickets",
    "/tickets?tab=all&q=vpn",
    "/tickets/new",
    "/search",
    "/search?q=vpn",
)


@pytest.mark.parametrize("name", ["Ada", "Alice", "Max", "Cora", "Rita", "Otto"])
def test_pages_answer_everybody_on_an_empty_desk(browse: Browse, name: str) -> None:
    browser = browse(name)
    for page in PAGES:
        answer = browser.get(page)
        assert answer.status_code == 200, f"{page}: {answer.text[:2000]}"


def test_pages_show_a_ticket_to_those_it_concerns(
    browse: Browse, submit: Submit, cast: Cast, support: Stored
) -> None:
    submitted = submit()
    alice = browse("Alice")
    for page in (
        "/",
        "/queue",
        f"/queue?item={submitted.item_id}",
        f"/items/{submitted.item_id}",
        f"/tickets/{submitted.number}",
    ):
        answer = alice.get(page)
        assert answer.status_code == 200, f"{page}: {answer.text[:2000]}"
        assert "VPN drops on the third floor" in answer.text


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_a_number_too_large_for_any_row_is_not_found(browse: Browse, number: int) -> None:
    alice = browse("Alice")
    for page in (f"/items/{number}", f"/items/{number}/panel", f"/workflows/{number}", f"/people/{number}"):
        assert alice.get(page).status_code == 404
    for act in ("claim", "transfer", "hold", "resumption", "escalation", "return", "resolution"):
        assert alice.post(f"/items/{number}/{act}").status_code == 404

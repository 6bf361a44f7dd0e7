"""Managers, coordinators and requesters on the pages: escalations, priorities, ends; and odd addresses."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from tests.cast import Cast
from tests.web.conftest import Browse, Submit
from tests.web.moves import AnySession, choose, open_item
from tests.workflows import Stored
from tts.clock import current_time
from tts.models import TaskItem
from tts.queries.paging import PAGE_SIZE
from tts.services.escalations import escalate_item


def test_a_manager_returns_an_escalation_with_a_note(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    holder = cast.called(item.holder_id).name
    page = browse(holder).post(
        f"/items/{item.id}/escalation", data={"reason": "Nobody answers."}, follow_redirects=True
    )
    assert "was escalated" in page.text
    escalated = open_item(session)
    manager = browse(cast.called(escalated.holder_id).name)
    desk = manager.get("/escalations")
    assert "Nobody answers." in desk.text
    opened = re.search(r'id="esc-(\d+)"', desk.text)
    assert opened
    assert f"/items/{escalated.id}/return" in manager.get(f"/escalations?open={opened[1]}").text
    empty = manager.post(f"/items/{escalated.id}/return", data={"note": " ", "back": "escalations"})
    assert empty.status_code == 422
    done = manager.post(
        f"/items/{escalated.id}/return",
        data={"note": "Try the other cable.", "back": "escalations"},
        follow_redirects=True,
    )
    assert f"was returned: at Triage, with {holder}" in done.text
    assert "No escalation waits" in done.text
    assert "Try the other cable." in browse(holder).get(f"/items/{item.id}").text
    assert "returned" in browse(holder).get("/queue").text


def test_escalations_come_by_pages_and_unfold_on_each(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    for _ in range(PAGE_SIZE + 1):
        submit()
    for item in session.scalars(sa.select(TaskItem).order_by(TaskItem.id)).all():
        holder = cast.called(item.holder_id)
        escalate_item(session, item.id, "Nobody answers.", actor=holder, now=current_time())
    admin = browse("Ada")
    first = admin.get("/escalations?tab=roles").text
    more = re.search(r'href="([^"]+)" rel="next"', first)
    assert more
    second = admin.get(html.unescape(more[1])).text
    shown = [re.findall(r'id="esc-(\d+)"', page) for page in (first, second)]
    assert [len(rows) for rows in shown] == [PAGE_SIZE, 1]
    assert len({*shown[0], *shown[1]}) == PAGE_SIZE + 1
    deal = re.search(r'href="([^"#]+)#esc-\d+"[^>]*aria-label="Deal with it', second)
    assert deal
    assert "Its whole story" in admin.get(html.unescape(deal[1])).text
    assert browse("Ada").get("/escalations?tab=roles&cursor=forged").status_code == 422


def test_a_coordinator_finds_the_escalations_of_their_own_tickets(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    holder = cast.called(item.holder_id).name
    browse(holder).post(f"/items/{item.id}/escalation", data={"reason": "Nobody answers."})
    desk = browse("Cora").get("/escalations?tab=roles")
    assert desk.status_code == 200
    assert "Nobody answers." in desk.text
    assert 'href="/escalations"' in browse("Cora").get("/").text
    assert browse("Otto").get("/escalations").status_code == 403


def test_a_manager_reassigns_and_changes_the_priority_in_place(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    submitted = submit()
    item = open_item(session)
    browse(cast.called(item.holder_id).name).post(f"/items/{item.id}/escalation", data={"reason": "Help."})
    escalated = open_item(session)
    name = cast.called(escalated.holder_id).name
    other = "Mona" if name == "Max" else "Max"
    manager = browse(name)
    done = manager.post(
        f"/tickets/{submitted.number}/priority",
        data={"priority": "low", "reason": "It can wait.", "back": "escalations"},
        follow_redirects=True,
    )
    assert "is low now, it was urgent" in done.text
    done = manager.post(
        f"/items/{escalated.id}/transfer",
        data={"to": other, "notes": "", "back": "escalations"},
        follow_redirects=True,
    )
    assert f"with {other}" in done.text


def test_a_requester_withdraws_and_the_coordinator_reopens(
    browse: Browse, submit: Submit, cast: Cast
) -> None:
    submitted = submit()
    page = browse("Rita").post(f"/tickets/{submitted.number}/withdrawal", follow_redirects=True)
    assert "is withdrawn" in page.text
    cora = browse("Cora")
    assert "Reopen" in cora.get(f"/tickets/{submitted.number}").text
    refused = cora.post(f"/tickets/{submitted.number}/reopening", data={"reason": ""})
    assert refused.status_code == 422
    page = cora.post(
        f"/tickets/{submitted.number}/reopening", data={"reason": "She still has it."}, follow_redirects=True
    )
    assert "is open again" in page.text


def test_a_requester_does_not_read_what_staff_wrote_among_themselves(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    submitted = submit()
    item = open_item(session)
    holder = browse(cast.called(item.holder_id).name)
    choose(holder, item.id, support.choice("Triage", "Assign"), note="The requester is difficult.")
    item = open_item(session)
    browse(cast.called(item.holder_id).name).post(f"/items/{item.id}/hold", data={"reason": "Annoyed."})
    rita = browse("Rita")
    for page in ("/", f"/tickets/{submitted.number}", f"/items/{item.id}", f"/queue?tab=all&item={item.id}"):
        text = rita.get(page).text
        assert "difficult" not in text
        assert "Annoyed" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/queue?item=1&after=x",
        "/tickets?after=%00",
        "/queue?after=W251bGwsIDFd",
        "/tickets?workflow=99999999999999",
    ],
)
def test_forged_addresses_end_in_a_sentence(browse: Browse, support: Stored, path: str) -> None:
    assert browse("Alice").get(path).status_code in (200, 404, 422)


def test_a_search_takes_any_characters(browse: Browse, submit: Submit) -> None:
    submit()
    ada = browse("Ada")
    assert "VPN drops" in ada.get("/search?q=vpn dro").text
    for words in ("'", '"', "vpn* OR", "NEAR(", "a:b", "%", "\0", "-", "(", "vpn AND", "☃"):
        assert ada.get("/search", query_string={"q": words}).status_code == 200
        assert ada.get("/tickets", query_string={"q": words, "tab": "all"}).status_code == 200


def test_a_coordinator_sees_at_home_what_they_look_after(browse: Browse, submit: Submit) -> None:
    number = submit().number
    assert "I look after" not in browse("Alice").get("/").text
    home = browse("Cora").get("/").text
    assert "I look after" in home
    assert number in home

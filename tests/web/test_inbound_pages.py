"""The page of messages that came in: why one was refused, what it says, trying again; for admins alone."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.services.test_source_tickets import NUMBER, sent
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse
from tests.workflows import Stored
from tts.clock import current_time
from tts.domain import contract
from tts.models import InboundMessage
from tts.services.inbound import Letter, handlers, refuse_letter, take_in
from tts.services.people import MembershipNews, sync_membership
from tts.services.people.sources import AUTH

Db = scoped_session[Session]
WAITING = "/settings/inbound/memberships"
UNKNOWN = {"ticket_number": NUMBER, "status": "<b>Exploded</b>"}


def hear(session: Db, task: str, payload: Any, key: str = "m-1") -> int:
    """A message comes in; its id here."""
    letter = Letter(key, contract.QUEUES.get(task, "some.queue"), task, [payload])
    take_in(session, letter, now=current_time())
    return id_of(session, key)


def id_of(session: Db, key: str) -> int:
    session.expire_all()
    return session.scalars(sa.select(InboundMessage.id).where(InboundMessage.key == key)).one()


def status_of(session: Db, message_id: int) -> str:
    session.expire_all()
    return session.get_one(InboundMessage, message_id).status


def test_an_empty_list_says_what_will_be_here(browse: Browse, cast: Cast) -> None:
    assert "Nothing came yet" in browse("Ada").get("/settings/inbound").text


def test_admins_see_why_it_was_refused_and_come_here_from_home_and_settings(
    browse: Browse, session: Db
) -> None:
    message_id = hear(session, contract.TICKET_STATUS, UNKNOWN)
    browser = browse("Ada")
    assert '/settings/inbound?status=refused">1 message' in browser.get("/").text
    assert "Messages in, 1 refused" in browser.get("/settings").text
    listed = browser.get("/settings/inbound?status=refused").text
    assert "Closed or Withdrawn" in listed
    assert f"/settings/inbound/{message_id}" in listed
    page = browser.get(f"/settings/inbound/{message_id}").text
    assert "&lt;b&gt;Exploded" in page
    assert "<b>Exploded" not in page
    assert "No message like that" in browser.get("/settings/inbound?status=applied").text


def test_each_message_is_called_by_what_it_is_about(browse: Browse, session: Db, support: Stored) -> None:
    ticket = hear(session, contract.TICKET, {**sent(), "subject": "<i>Slanted</i> print"}, "t")
    browser = browse("Ada")
    for page in ("/settings/inbound", f"/settings/inbound/{ticket}"):
        assert f"{NUMBER}: &lt;i&gt;Slanted&lt;/i&gt; print" in browser.get(page).text
    nameless = hear(session, contract.TICKET, {}, "n")
    assert "About</dt>" not in browser.get(f"/settings/inbound/{nameless}").text


def test_what_was_applied_without_changing_anything_says_so(browse: Browse, session: Db, cast: Cast) -> None:
    member = {"system": "tts", "role_id": 9, "role_name": "Archivist", "user_email": "ann@demo.example"}
    waits = hear(session, contract.MEMBER_SYNC, {**member, "action": "create"}, "w")
    other = hear(session, contract.MEMBER_SYNC, {**member, "system": "ams", "action": "create"}, "o")
    role = {"system": "ams", "role_id": 9, "name": "Archivist", "action": "create"}
    foreign = hear(session, contract.ROLE_SYNC, role, "f")
    unknown = hear(session, contract.ROLE_SYNC, {**role, "system": "tts", "action": "delete"}, "u")
    browser = browse("Ada")
    listed = browser.get("/settings/inbound").text
    assert "ann@demo.example as Archivist" in listed
    for message_id, words in (
        (waits, handlers.PARKED),
        (other, handlers.NOT_OURS),
        (foreign, handlers.NOT_OURS),
        (unknown, handlers.NO_ROLE),
    ):
        assert status_of(session, message_id) == "applied"
        assert words in browser.get(f"/settings/inbound/{message_id}").text


@pytest.mark.parametrize("name", ["Alice", "Tom", "Max", "Cora", "Rita", "Otto"])
def test_nobody_else_gets_in(browse: Browse, session: Db, name: str) -> None:
    message_id = hear(session, contract.TICKET_STATUS, UNKNOWN)
    browser, one = browse(name), f"/settings/inbound/{message_id}"
    pages = ("/settings/inbound", one, WAITING)
    assert [browser.get(path).status_code for path in pages] == [403] * 3
    posts = (f"{one}/retry", f"{one}/discard", "/settings/inbound/retries")
    assert [browser.post(path).status_code for path in posts] == [403, 403, 403]
    assert status_of(session, message_id) == "refused"


def test_one_is_tried_again_after_its_cause_was_mended(
    browse: Browse, session: Db, support: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(handlers, "receive_ticket", fail)
    browser, message_id = browse("Ada"), hear(session, contract.TICKET, sent())
    browser.post(f"/settings/inbound/{message_id}/retry")
    assert "refused again" in browser.get(f"/settings/inbound/{message_id}").text
    monkeypatch.undo()
    answer = browser.post(f"/settings/inbound/{message_id}/retry")
    assert answer.headers["Location"] == f"/settings/inbound/{message_id}"
    assert "The message is applied" in browser.get(f"/settings/inbound/{message_id}").text
    assert status_of(session, message_id) == "applied"
    assert "tried again a message that came in" in browser.get("/events").text


def test_all_of_them_are_tried_again_in_one_go_and_told_once(
    browse: Browse, session: Db, support: Stored
) -> None:
    early = hear(session, contract.TICKET_STATUS, {"ticket_number": NUMBER, "status": "Withdrawn"}, "s")
    wrong = hear(session, contract.TICKET_STATUS, UNKNOWN, "w")
    refuse_letter(session, Letter("raw", "q", "?", []), "It is no JSON.", "{", now=current_time())
    browser = browse("Ada")
    browser.post("/settings/inbound/retries")
    assert "2 messages tried again: 0 applied" in browser.get("/settings/inbound").text
    hear(session, contract.TICKET, sent(), "t")
    assert [status_of(session, one) for one in (early, wrong)] == ["applied", "refused"]
    browser.post(f"/settings/inbound/{wrong}/discard")
    browser.post("/settings/inbound/retries")
    assert "nothing was changed" in browser.get("/settings/inbound").text
    told = browser.get("/events?kind=inbound").text
    assert told.count("tried again what had come in") == 1
    assert "gave up a message that came in" in told


def test_what_is_settled_or_cannot_be_read_says_why_it_is_not_tried(
    browse: Browse, session: Db, support: Stored
) -> None:
    browser, done = browse("Ada"), hear(session, contract.TICKET, sent())
    for act in ("retry", "discard"):
        answer = browser.post(f"/settings/inbound/{done}/{act}")
        assert answer.status_code == 409
        assert "applied already" in answer.text
    refuse_letter(session, Letter("raw", "q", "?", []), "It is no JSON.", "<x>\0\ud800", now=current_time())
    raw = id_of(session, "raw")
    page = browser.get(f"/settings/inbound/{raw}").text
    assert "&lt;x&gt;" in page
    assert "Try again now" not in page
    assert browser.post(f"/settings/inbound/{raw}/retry").status_code == 409
    assert browser.post(f"/settings/inbound/{raw}/discard").status_code == 303


def test_pages_lead_on_and_cost_the_same_however_many(app: Flask, browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    hear(session, contract.TICKET_STATUS, UNKNOWN, "the oldest")
    few = count_statements(app, browser, "/settings/inbound")
    for number in range(60):
        hear(session, "no.such.task", {}, f"m{number}")
    assert count_statements(app, browser, "/settings/inbound") == few
    first = browser.get("/settings/inbound?status=refused").text
    assert "Closed or Withdrawn" not in first
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert "Closed or Withdrawn" in browser.get(following.replace("&amp;", "&")).text


@pytest.mark.parametrize("query", ["status=x", "task=%00", "task=" + "x" * 900, "status=%27"])
def test_a_filter_that_cannot_be_read_hurts_nobody(browse: Browse, session: Db, query: str) -> None:
    hear(session, contract.TICKET_STATUS, UNKNOWN)
    assert browse("Ada").get(f"/settings/inbound?{query}").status_code == 200


def test_numbers_and_cursors_that_lead_nowhere_say_so(browse: Browse, cast: Cast) -> None:
    browser = browse("Ada")
    for number in ("99", str(2**31), str(10**30), "x"):
        assert browser.get(f"/settings/inbound/{number}").status_code == 404
        assert browser.post(f"/settings/inbound/{number}/retry").status_code == 404
        assert browser.post(f"/settings/inbound/{number}/discard").status_code == 404
    assert browser.get("/settings/inbound?cursor=nonsense").status_code == 422


def test_one_that_a_newer_message_made_void_is_dropped_and_the_page_says_so(
    browse: Browse, session: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    news = {"role_id": 70, "name": "Network", "system": "tts", "action": "create"}
    monkeypatch.setattr(handlers, "sync_role", fail)
    old = hear(session, contract.ROLE_SYNC, news, "old")
    monkeypatch.undo()
    hear(session, contract.ROLE_SYNC, {**news, "name": "Networks"}, "new")
    browser = browse("Ada")
    assert browser.post(f"/settings/inbound/{old}/retry").status_code == 303
    assert "a newer one about the same was applied" in browser.get(f"/settings/inbound/{old}").text
    assert status_of(session, old) == "discarded"


def test_admins_see_which_memberships_wait_for_what_at_the_same_cost_however_many(
    app: Flask, browse: Browse, session: Db, cast: Cast
) -> None:
    browser = browse("Ada")
    assert "Nothing waits" in browser.get(WAITING).text
    assert WAITING not in browser.get("/settings/inbound").text
    costs = []
    for count in (1, 60):
        for number in range(count):
            news = MembershipNews("tts", "7", "<b>Auditor", f"n{count}-{number}@desk.example", "Nora")
            sync_membership(session, news, source=AUTH, now=current_time())
        costs.append(count_statements(app, browser, WAITING))
    assert costs[0] == costs[1]
    page = browser.get(WAITING).text
    assert "n1-0@desk.example" in page
    assert "&lt;b&gt;Auditor" in page
    assert "it is given when Auth sends the role." in page
    assert "n60-59@desk.example" not in page
    assert "61 memberships that wait" in browser.get("/settings/inbound").text

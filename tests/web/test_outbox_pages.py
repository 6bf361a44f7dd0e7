"""The page of messages: why something failed, what it says, and trying again; for admins alone."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.services.posting import Postman, deliver, message_of, post, refusing
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse, Submit
from tts.clock import current_time
from tts.models import OutboxMessage
from tts.services.outbox import Message, Undeliverable, Unreachable, claim_messages, write_messages
from tts.services.people.reset_mail import reset_mail

Db = scoped_session[Session]
NO_PERSON = Undeliverable("The mail server said: 550 Nobody <b>there</b>")


def fail(session: Db, *kinds: str, destination: str = "mail") -> list[int]:
    """Messages that failed."""
    now = current_time()
    ids = post(session, *kinds, destination=destination, now=now)
    deliver(session, refusing(NO_PERSON), now, destination)
    return ids


def test_an_empty_outbox_says_what_will_be_here(browse: Browse, cast: Cast) -> None:
    page = browse("Ada").get("/settings/outbox")
    assert page.status_code == 200
    assert "Nothing left yet" in page.text


def test_admins_see_why_it_failed_and_come_here_from_home_and_settings(browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    (message_id,) = fail(session, "welcome")
    assert '/settings/outbox?status=failed">1 message' in browser.get("/").text
    assert 'href="/settings/outbox"' in browser.get("/settings").text
    page = browser.get("/settings/outbox?status=failed").text
    assert "550 Nobody &lt;b&gt;there&lt;/b&gt;" in page
    assert f"/settings/outbox/{message_id}" in page
    assert "Try all failed again" in page
    assert "No message like that" in browser.get("/settings/outbox?status=discarded").text


@pytest.mark.parametrize("name", ["Alice", "Tom", "Max", "Cora", "Rita", "Otto"])
def test_nobody_else_gets_in(browse: Browse, session: Db, name: str) -> None:
    (message_id,) = fail(session, "welcome")
    browser, one = browse(name), f"/settings/outbox/{message_id}"
    assert [browser.get(path).status_code for path in ("/settings/outbox", one)] == [403, 403]
    posts = (f"{one}/retry", f"{one}/discard", "/settings/outbox/retries")
    assert [browser.post(path).status_code for path in posts] == [403, 403, 403]
    assert message_of(session, message_id).status == "failed"


def test_strangers_are_sent_to_the_log_in(app: Flask, cast: Cast) -> None:
    answer = app.test_client().get("/settings/outbox")
    assert answer.headers["Location"].startswith("/login")


def test_one_message_shows_what_it_says_and_nothing_of_it_is_markup(browse: Browse, session: Db) -> None:
    payload = {"to": "x@y.example", "html": "<script>alert(1)</script>", "kwargs": {"a": [1, None]}}
    write_messages(session(), [Message("mail", "welcome", payload)], ticket_id=None, now=current_time())
    session.commit()
    page = browse("Ada").get("/settings/outbox/1").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "x@y.example" in page


def test_the_link_to_somebodys_new_password_is_shown_to_nobody(browse: Browse, session: Db) -> None:
    link = "https://desk.example/reset/a-token-that-is-secret"
    letter = reset_mail("alice@demo.example", "Alice", link)
    write_messages(session(), [letter], ticket_id=None, now=current_time())
    session.commit()
    message_id = session.scalars(sa.select(OutboxMessage.id)).one()
    page = browse("Ada").get(f"/settings/outbox/{message_id}").text
    assert "a-token-that-is-secret" not in page
    assert "alice@demo.example" in page
    assert "not shown" in page


def test_an_admin_tries_one_again_and_gives_one_up(browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    first, second = fail(session, "first", "second")
    assert browser.post(f"/settings/outbox/{first}/retry").status_code == 303
    assert "goes with the worker" in browser.get(f"/settings/outbox/{first}").text
    assert browser.post(f"/settings/outbox/{second}/discard").status_code == 303
    assert [message_of(session, one).status for one in (first, second)] == ["waiting", "discarded"]
    told = browser.get("/events").text
    assert "tried a message to" in told
    assert "gave up a message to" in told


def test_an_act_on_what_has_ended_or_is_on_its_way_says_why_not(browse: Browse, session: Db) -> None:
    browser, now = browse("Ada"), current_time()
    (ended,) = post(session, "ended", now=now)
    deliver(session, Postman(), now)
    (moving,) = post(session, "moving", now=now)
    claim_messages(session, ["mail"], token="t", now=now, limit=1)
    for message_id, words in ((ended, "delivered already"), (moving, "being delivered right now")):
        for act in ("retry", "discard"):
            answer = browser.post(f"/settings/outbox/{message_id}/{act}")
            assert answer.status_code == 409
            assert words in answer.text
        assert "Try again now" not in browser.get(f"/settings/outbox/{message_id}").text


def test_all_that_failed_at_one_destination_is_tried_again(browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    ids = [*fail(session, "a", "b"), *fail(session, "c", destination="webhook")]
    answer = browser.post("/settings/outbox/retries", data={"destination": "mail"})
    assert answer.headers["Location"] == "/settings/outbox?destination=mail"
    assert [message_of(session, one).status for one in ids] == ["waiting", "waiting", "failed"]
    assert "2 messages will be tried again" in browser.get("/settings/outbox").text
    browser.post("/settings/outbox/retries")
    browser.post("/settings/outbox/retries")
    assert "nothing was changed" in browser.get("/settings/outbox").text
    assert "tried again what had failed: 2 messages" in browser.get("/events").text


def test_how_each_destination_answers_stands_above(app: Flask, browse: Browse, session: Db) -> None:
    browser, now = browse("Ada"), current_time()
    post(session, "answered", destination="webhook", now=now)
    deliver(session, Postman(), now, "webhook")
    post(session, "silent", destination="hdts", now=now)
    page = browser.get("/settings/outbox").text
    assert "not set up" in page
    assert "answers" in page
    post(session, "told", destination="notification", now=now)
    assert "people are told here, in TTS" in browser.get("/settings/outbox").text
    post(session, "x", destination="webhook", now=now)
    deliver(session, refusing(Unreachable("No."), "x"), now, "webhook")
    page = browser.get("/settings/outbox").text
    assert re.search(r"does not answer.+the last time, answered last .+just now", page)
    post(session, *"abcde", now=now)
    for _ in range(5):
        deliver(session, refusing(Unreachable("Nobody listens.")), now)
    page = browser.get("/settings/outbox").text
    assert "left in peace" in page
    assert "Nobody listens." in page
    app.config.update(MAIL_URL="smtp://mail.example", MAIL_FROM="TTS <tts@desk.example>")
    assert browser.get("/settings/outbox?destination=mail").status_code == 200


def test_pages_lead_on_and_back_and_cost_the_same_however_many(
    app: Flask, browse: Browse, session: Db
) -> None:
    browser = browse("Ada")
    post(session, "the oldest")
    few = count_statements(app, browser, "/settings/outbox")
    post(session, *(f"m{number}" for number in range(60)))
    assert count_statements(app, browser, "/settings/outbox") == few
    first = browser.get("/settings/outbox?status=waiting").text
    assert "the oldest" not in first
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert "the oldest" in browser.get(following.replace("&amp;", "&")).text


@pytest.mark.parametrize("query", ["status=x", "destination=%00", "destination=" + "x" * 900, "status=%27"])
def test_a_filter_that_cannot_be_read_hurts_nobody(browse: Browse, session: Db, query: str) -> None:
    fail(session, "welcome")
    assert browse("Ada").get(f"/settings/outbox?{query}").status_code == 200


def test_numbers_and_cursors_that_lead_nowhere_say_so(browse: Browse, cast: Cast) -> None:
    browser = browse("Ada")
    for number in ("99", str(2**31), str(10**30), "x"):
        assert browser.get(f"/settings/outbox/{number}").status_code == 404
        assert browser.post(f"/settings/outbox/{number}/retry").status_code == 404
        assert browser.post(f"/settings/outbox/{number}/discard").status_code == 404
    assert browser.get("/settings/outbox?cursor=nonsense").status_code == 422
    assert browser.get("/settings/outbox/99/retry").status_code == 405


def test_a_tickets_own_page_tells_what_an_admin_did_with_its_message(
    browse: Browse, session: Db, submit: Submit
) -> None:
    submitted = submit()
    (message_id,) = post(session, "welcome", ticket_id=submitted.ticket_id, now=current_time())
    assert submitted.number in browse("Ada").get(f"/settings/outbox/{message_id}").text
    assert browse("Ada").post(f"/settings/outbox/{message_id}/discard").status_code == 303
    assert "gave up a message to" in browse("Ada").get(f"/tickets/{submitted.number}").text


def test_settings_tell_the_mail_server_but_not_its_password(app: Flask, browse: Browse) -> None:
    app.config.update(MAIL_URL="smtps://desk:hunter2@mail.example", MAIL_FROM="TTS <tts@desk.example>")
    page = browse("Ada").get("/settings").text
    assert "mail.example, port 465; its password is set" in page
    assert "hunter2" not in page

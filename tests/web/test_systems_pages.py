"""Pages of other systems: credentials shown once, what waits, what they answered; for admins alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.desk import Desk
from tests.services.neighbours import answer_bms, await_answer, review
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse
from tests.workflows import ONE_STEP, store_workflow
from tts.clock import current_time
from tts.domain.answers import AnswerOutcome
from tts.models import SystemCredential
from tts.services.external import find_caller, keep_stranger, keep_turned_away

Db = scoped_session[Session]
PATHS = ("/settings/systems", "/settings/systems/bms", "/settings/systems/answers")


@pytest.fixture
def desk(session: Db, cast: Cast) -> Desk:
    """Tickets that end at BMS."""
    return Desk(session, cast, store_workflow(session, cast, replace(ONE_STEP, end_logic="budget")))


def make(browser: FlaskClient, system: str = "ams", label: str = "in its vault") -> str:
    """Make a credential on the page and read it there."""
    page = browser.post("/settings/systems/credentials", data={"system": system, "label": label})
    assert page.status_code == 200
    found = re.search(r'<p class="once">(\S+)</p>', page.text)
    assert found
    return found[1]


def test_an_admin_makes_a_credential_sees_it_once_and_revokes_it(
    browse: Browse, session: Db, cast: Cast
) -> None:
    browser = browse("Ada")
    assert 'href="/settings/systems"' in browser.get("/settings").text
    secret = make(browser)
    caller = find_caller(session, secret, now=current_time())
    assert caller is not None
    page = browser.get("/settings/systems").text
    assert secret not in page
    assert "in its vault" in page
    gone = browser.post(f"/settings/systems/credentials/{caller.credential_id}/revocation")
    assert gone.headers["Location"] == "/settings/systems"
    assert find_caller(session, secret, now=current_time()) is None
    events = browser.get("/events?kind=credential").text
    assert "made a credential of" in events
    assert "revoked a credential of" in events


def test_a_third_credential_is_refused_with_a_sentence_and_two_leave_no_form(
    browse: Browse, session: Db
) -> None:
    browser = browse("Ada")
    make(browser)
    make(browser, label="<b>new</b>")
    page = browser.get("/settings/systems").text
    assert "&lt;b&gt;new&lt;/b&gt;" in page
    assert page.count('action="/settings/systems/credentials"') == 1
    refused = browser.post("/settings/systems/credentials", data={"system": "ams"})
    assert refused.status_code == 409
    assert "AMS has 2 valid credentials" in refused.text
    assert browser.post("/settings/systems/credentials", data={"system": "erp"}).status_code == 422
    assert browser.post("/settings/systems/credentials/999/revocation").status_code == 404
    assert session.scalar(sa.select(sa.func.count()).select_from(SystemCredential)) == 2


def test_what_waits_and_since_when_is_listed_and_costs_the_same_for_many(
    app: Flask, browse: Browse, desk: Desk
) -> None:
    browser = browse("Ada")
    assert "Nothing waits" in browser.get(PATHS[1]).text
    first = await_answer(desk)
    costs = [count_statements(app, browser, path) for path in PATHS]
    for _ in range(4):
        await_answer(desk)
    assert [count_statements(app, browser, path) for path in PATHS] == costs
    assert "5 tickets" in browser.get(PATHS[0]).text
    assert first.number in browser.get(PATHS[1]).text
    assert browser.get("/settings/systems/erp").status_code == 404


def test_answers_are_listed_with_what_became_of_them_and_what_they_said(
    browse: Browse, session: Db, desk: Desk
) -> None:
    browser = browse("Ada")
    assert "Nothing came yet" in browser.get(PATHS[2]).text
    submitted = await_answer(desk)
    answer_bms(session, review(submitted.number, unknown="<script>alert(1)</script>\ud800"))
    answer_bms(session, review("TX<b>"))
    keep_stranger(session, "There is no credential.", door="/api/external/resolve/", now=current_time())
    for outcome in list(AnswerOutcome)[7:]:
        keep_turned_away(session, outcome, f"<i>{outcome}", door="/api/<b>", now=current_time())
    page = browser.get(PATHS[2])
    assert page.status_code == 200
    for word in ("wrong token", "too large", "wrong SCIM token", "bad SCIM request", "forged log-in"):
        assert f"&lt;i&gt;{word}" in page.text
    assert "/api/&lt;b&gt;" in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "There is no ticket TX&lt;b&gt; here." in page.text
    assert "somebody" in page.text
    narrowed = browser.get(f"{PATHS[2]}?outcome=applied").text
    assert submitted.number in narrowed
    assert "TX&lt;b&gt;" not in narrowed
    assert "No answer like that" in browser.get(f"{PATHS[2]}?outcome=repeated").text


@pytest.mark.parametrize("name", ["Alice", "Cora", "Max", "Rita", "Otto"])
def test_nobody_else_gets_in(browse: Browse, session: Db, name: str) -> None:
    browser = browse(name)
    assert [browser.get(path).status_code for path in PATHS] == [403, 403, 403]
    posts = ("/settings/systems/credentials", "/settings/systems/credentials/1/revocation")
    assert [browser.post(path, data={"system": "ams"}).status_code for path in posts] == [403, 403]
    assert session.scalar(sa.select(sa.func.count()).select_from(SystemCredential)) == 0

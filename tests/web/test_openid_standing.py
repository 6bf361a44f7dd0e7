"""How the OpenID provider stands, as Integrations tells admins: by log-ins, by what fails, and by tests."""

from __future__ import annotations

import logging
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import gather_cast
from tests.fixtures.identity import Company, MakeDesk, go_and_come_back
from tts.extensions import db
from tts.models import User

PAGE = "/settings/integrations"


def admin_of(app: Flask) -> FlaskClient:
    """Ada's browser."""
    with app.app_context():
        ada = gather_cast(db.session).user_ids["Ada"]
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept.update(_user_id=f"{ada}.0", _fresh=True)
    return browser


def standing(browser: FlaskClient) -> str:
    """What the page says of the provider, without its markup."""
    found = re.search(r'<tr id="openid">(.*?)</tr>', browser.get(PAGE).text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_a_log_in_shows_that_it_works_and_when_it_was(make_desk: MakeDesk, employer: Company) -> None:
    app = make_desk()
    ada = admin_of(app)
    assert "nothing passed yet" in standing(ada)
    employer.employ("nora")
    assert go_and_come_back(app.test_client(), employer).status_code == 302
    assert re.search(r"works just now", standing(ada))
    assert "openid" not in ada.get("/settings/outbox").text


def test_one_that_is_away_is_shown_until_a_test_finds_it_back(make_desk: MakeDesk, employer: Company) -> None:
    app = make_desk(issuer="http://127.0.0.1:9")
    ada = admin_of(app)
    app.test_client().get("/login/openid")
    assert "does not answer The provider cannot be reached: connection refused" in standing(ada)
    app.config["OPENID"] = employer.settings
    ada.post(f"{PAGE}/openid/probes")
    assert "nothing passed yet" in standing(ada)


def test_a_client_that_it_does_not_know_is_told_as_a_setting(make_desk: MakeDesk, employer: Company) -> None:
    app = make_desk(client_secret="another")
    ada = admin_of(app)
    employer.employ("nora")
    assert go_and_come_back(app.test_client(), employer).status_code == 400
    assert "TTS_OIDC_CLIENT_SECRET: invalid_client" in standing(ada)


def test_what_a_stranger_sends_says_nothing_of_the_provider(make_desk: MakeDesk, employer: Company) -> None:
    app = make_desk()
    ada = admin_of(app)
    app.test_client().get("/login/openid/return?code=x&state=forged")
    assert "nothing passed yet" in standing(ada)


def test_why_an_account_was_not_linked_is_said_and_in_the_log(
    make_desk: MakeDesk, employer: Company, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_desk(links_by_email=True)
    admin_of(app)
    with app.app_context():
        address = {"email": "nora@desk.example", "email_key": "nora@desk.example"}
        db.session.execute(sa.update(User).where(User.name == "Alice").values(**address))
        db.session.commit()
    employer.employ("nora")
    with caplog.at_level(logging.WARNING):
        answer = go_and_come_back(app.test_client(), employer)
    assert "does not say that it verified the address (email_verified)" in answer.text
    assert "was refused: nora@desk.example belongs to an account here" in caplog.text

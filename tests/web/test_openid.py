"""Logging in at a real OpenID provider, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.cast import Cast, gather_cast
from tests.fixtures.identity import DESK, Company, MakeDesk, go_and_come_back
from tts.extensions import db
from tts.models import Event, ExternalAnswer, User


@pytest.fixture
def desk(make_desk: MakeDesk) -> Flask:
    """TTS with the cast, as a client of the company."""
    app = make_desk()
    gather(app)
    return app


def gather(app: Flask) -> Cast:
    with app.app_context():
        return gather_cast(db.session)


def roles_of(app: Flask, address: str) -> set[str]:
    with app.app_context():
        user = db.session.scalars(sa.select(User).where(User.email_key == address)).one()
        return {membership.role.name for membership in user.memberships}


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        found = db.session.scalars(sa.select(Event.kind).where(Event.stream == "people").order_by(Event.seq))
        return list(found)


def forgeries(app: Flask) -> list[str]:
    """What admins see of forged log-ins."""
    with app.app_context():
        rows = db.session.scalars(sa.select(ExternalAnswer).order_by(ExternalAnswer.id)).all()
        assert {(row.outcome, row.door) for row in rows} <= {("forged log-in", "/login/openid/return")}
        return [row.sentence for row in rows]


def assert_refused(answer: Any, *words: str) -> None:
    """The log-in page with a sentence, and nobody logged in."""
    assert 400 <= answer.status_code < 500
    for word in words:
        assert word in answer.text.replace("&#39;", "'")


def test_somebody_new_logs_in_and_comes_to_where_they_were_going(desk: Flask, employer: Company) -> None:
    client = desk.test_client()
    employer.employ("nora")
    assert "Log in with Harbour Ltd" in client.get("/login").text
    answer = go_and_come_back(client, employer, next="/tickets?mine=1")
    assert answer.headers["Location"] == "/tickets?mine=1"
    own_page = client.get("/me").text
    assert "Nora" in own_page
    assert "Present password" not in own_page
    assert kinds(desk) == ["user.created", "user.linked"]
    with desk.app_context():
        user = db.session.scalars(sa.select(User).where(User.email_key == "nora@desk.example")).one()
        assert (user.oidc_issuer, user.oidc_subject) == (employer.settings.issuer, "nora")
        assert user.password_hash is None
        assert not user.is_contact


def test_the_next_log_in_is_the_same_person_under_another_address(desk: Flask, employer: Company) -> None:
    nora = employer.employ("nora")
    go_and_come_back(desk.test_client(), employer)
    with employer.server.app.app_context():
        employer.server.backend.update(nora, emails=["otto@demo.example"])
        employer.server.backend.save(nora)
    client = desk.test_client()
    assert go_and_come_back(client, employer).status_code == 302
    assert "Nora" in client.get("/me").text


def test_log_in_never_leads_to_another_site(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert go_and_come_back(desk.test_client(), employer, next=elsewhere).headers["Location"] == "/"


def test_an_account_of_the_same_address_is_not_taken_over(desk: Flask, employer: Company) -> None:
    employer.employ("alice")
    with desk.app_context():
        db.session.execute(sa.update(User).where(User.name == "Alice").values(email_key="alice@desk.example"))
        db.session.commit()
    client = desk.test_client()
    assert_refused(go_and_come_back(client, employer), "not linked to this log-in")
    assert client.get("/").headers["Location"].startswith("/login")


@pytest.mark.parametrize("state", ["", "forged", "0" * 5_000])
def test_a_forged_state_is_refused_with_a_sentence(desk: Flask, employer: Company, state: str) -> None:
    employer.employ("nora")
    client = desk.test_client()
    client.get("/login/openid")
    forged = client.get("/login/openid/return", query_string={"code": "a code", "state": state})
    assert_refused(forged, "not begun in this browser")
    assert kinds(desk) == []
    (sentence,) = forgeries(desk)
    assert sentence.startswith("The state was of no log-in")


def test_an_answer_for_another_nonce_is_refused_and_kept_for_admins(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    client = desk.test_client()
    back = employer.answer(client.get("/login/openid").headers["Location"])
    with client.session_transaction() as kept:
        state = next(key for key in kept if key.startswith("_state_"))
        kept[state] = {**kept[state], "data": {**kept[state]["data"], "nonce": "of another log-in"}}
    assert_refused(client.get(back), "another log-in than this one")
    assert forgeries(desk) == [
        "The ID token was made for another log-in: its “nonce” is not the one expected."
    ]


def test_an_answer_brought_to_another_browser_or_twice_is_refused(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    client, other = desk.test_client(), desk.test_client()
    back = employer.answer(client.get("/login/openid").headers["Location"])
    assert_refused(other.get(back), "not begun in this browser")
    assert client.get(back).status_code == 302
    assert_refused(client.get(back), "not begun in this browser")


def test_a_code_used_twice_is_refused_by_the_provider_and_told(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    client = desk.test_client()
    back = employer.answer(client.get("/login/openid").headers["Location"])
    with client.session_transaction() as kept:
        before = dict(kept)
    assert client.get(back).status_code == 302
    with client.session_transaction() as kept:
        kept.clear()
        kept.update(before)
    assert_refused(client.get(back), "Harbour Ltd did not confirm the log-in")


def test_a_declined_log_in_is_told_without_the_providers_words(desk: Flask, employer: Company) -> None:
    client = desk.test_client()
    client.get("/login/openid")
    with client.session_transaction() as kept:
        state = next(key for key in kept if key.startswith("_state_")).rsplit("_", 1)[1]
    asked = {"error": "access_denied", "error_description": "<b>ring this number</b>", "state": state}
    answer = client.get("/login/openid/return", query_string=asked)
    assert_refused(answer, "was declined there")
    assert forgeries(desk) == []
    assert "ring this" not in answer.text


def test_a_provider_that_is_down_is_told_and_locks_nobody_else_out(make_desk: MakeDesk) -> None:
    app = make_desk(issuer="http://127.0.0.1:9")
    answer = app.test_client().get("/login/openid")
    assert answer.status_code == 503
    assert "Harbour Ltd does not answer" in answer.text
    assert 'name="password"' in answer.text


def test_another_issuer_than_the_setting_says_is_refused(make_desk: MakeDesk, employer: Company) -> None:
    issuer = employer.settings.issuer.replace("localhost", "127.0.0.1")
    answer = make_desk(issuer=issuer).test_client().get("/login/openid")
    assert "did not confirm the log-in" in answer.text or "does not answer" in answer.text
    assert answer.status_code == 503


def test_a_token_for_another_client_is_refused(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    with employer.server.app.app_context():
        employer.server.backend.update(employer.client, audience=[])
        employer.server.backend.save(employer.client)
    assert_refused(go_and_come_back(desk.test_client(), employer), "another log-in than this one")


@pytest.mark.parametrize("hours", [-2, 2])
def test_clocks_that_differ_too_much_are_told(
    desk: Flask, employer: Company, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joserfc import jwt

    employer.employ("nora")
    client = desk.test_client()
    back = employer.answer(client.get("/login/openid").headers["Location"])
    real = jwt.decode

    def shifted(*args: Any, **kwargs: Any) -> Any:
        token = real(*args, **kwargs)
        for claim in ("exp", "iat"):
            token.claims[claim] += hours * 3_600
        return token

    monkeypatch.setattr("authlib.integrations.base_client.sync_openid.jwt.decode", shifted)
    assert_refused(client.get(back), "differ too much")


def test_groups_become_roles_and_a_lost_group_takes_the_role(make_desk: MakeDesk, employer: Company) -> None:
    app = make_desk(groups_claim="groups")
    gather(app)
    nora = employer.employ("nora", "agent", "Admin", "Choir")
    first = app.test_client()
    go_and_come_back(first, employer)
    assert roles_of(app, "nora@desk.example") == {"Agent"}
    with employer.server.app.app_context():
        for group in employer.server.backend.query(employer.server.models.Group):
            employer.server.backend.update(group, members=[])
            employer.server.backend.save(group)
        employer.server.backend.reload(nora)
    go_and_come_back(app.test_client(), employer)
    assert roles_of(app, "nora@desk.example") == set()
    assert first.get("/").headers["Location"].startswith("/login")


def test_a_mapping_names_the_groups_that_count_and_may_name_admins(
    make_desk: MakeDesk, employer: Company
) -> None:
    app = make_desk(groups_claim="groups", groups=(("it-heads", "Admin"),))
    gather(app)
    employer.employ("nora", "it-heads", "Manager")
    go_and_come_back(app.test_client(), employer)
    assert roles_of(app, "nora@desk.example") == {"Admin"}


def test_a_deactivated_person_is_kept_out(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    go_and_come_back(desk.test_client(), employer)
    with desk.app_context():
        db.session.execute(sa.update(User).where(User.name == "Nora").values(is_active=False))
        db.session.commit()
    assert_refused(go_and_come_back(desk.test_client(), employer), "deactivated")


def test_what_the_session_was_before_is_gone_after_the_log_in(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    client = desk.test_client()
    with client.session_transaction() as kept:
        kept["planted"] = "by somebody"
    go_and_come_back(client, employer)
    with client.session_transaction() as kept:
        assert "planted" not in kept
        assert not [key for key in kept if key.startswith("_state_")]


def test_logging_out_ends_the_log_in_at_the_provider_too(desk: Flask, employer: Company) -> None:
    employer.employ("nora")
    client = desk.test_client()
    go_and_come_back(client, employer)
    page = client.post("/logout")
    assert "You are logged out here" in page.text
    assert f"{employer.settings.issuer}/oauth/end_session" in page.text
    assert "id_token_hint=" in page.text
    assert f"post_logout_redirect_uri={DESK.replace(':', '%3A').replace('/', '%2F')}" in page.text
    assert client.get("/").headers["Location"].startswith("/login")


def test_without_local_log_in_there_is_no_password_to_give(make_desk: MakeDesk) -> None:
    client = make_desk(LOCAL_LOGIN=False).test_client()
    assert "password" not in client.get("/login").text.casefold()
    assert client.post("/login", data={"email": "a@b.example", "password": "x"}).status_code == 403


def test_without_a_provider_there_is_no_such_door(client: Any) -> None:
    assert client.get("/login/openid").status_code == 404
    assert client.get("/login/openid/return?code=1&state=2").status_code == 404

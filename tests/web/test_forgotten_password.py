"""A new password by mail: who gets a link, what it is good for, and that asking tells nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from tests.fixtures.application import close_connections, make_app
from tts.clock import current_time
from tts.domain.permissions import SYSTEM
from tts.extensions import db
from tts.models import Event, OutboxMessage, PasswordReset, User
from tts.services.people import (
    NewUser,
    bearer_of,
    contact_for,
    create_token,
    create_user,
    deactivate_user,
)

AnySession = scoped_session[Session]
MAYA, OLD, NEW = "maya@desk.example", "quiet-harbour-9-lanterns", "seven-green-kettles"


@pytest.fixture
def app(database_url: str, instance: Path) -> Iterator[Flask]:
    """The application with mail set up."""
    app = make_app(database_url, instance, MAIL_URL="smtp://127.0.0.1", PUBLIC_URL="https://desk.example")
    yield app
    close_connections(app)


@pytest.fixture
def maya(session: AnySession) -> int:
    """Maya, who has a password."""
    return create_user(session, NewUser(MAYA, "Maya <b>", OLD), actor=SYSTEM, now=current_time())


def forget(client: FlaskClient, email: str = MAYA, **more: Any) -> Any:
    """Ask for a link, and let the server do what it does after the answer."""
    answer = client.post("/forgotten", data={"email": email}, **more)
    answer.close()
    return answer


def letters(session: AnySession) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def link(session: AnySession) -> str:
    """The path of the newest link."""
    found = re.search(r"https://desk\.example(/reset/\S+)", letters(session)[-1].payload["text"])
    assert found
    return found[1]


def choose(client: FlaskClient, path: str, password: str = NEW, again: str | None = None) -> Any:
    return client.post(path, data={"password": password, "again": again or password})


def log_in(client: FlaskClient, password: str) -> int:
    return client.post("/login", data={"email": MAYA, "password": password}).status_code


def test_a_link_is_mailed_and_sets_a_new_password_once(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    assert "/forgotten" in client.get("/login").text
    assert "Look at your mail" in forget(client, "  MAYA@desk.example").text
    letter = letters(session)[0]
    assert (letter.destination, letter.kind) == ("mail", "mail.password_reset")
    assert (letter.payload["to"], letter.payload["ticket_number"]) == (MAYA, None)
    assert "Maya &lt;b&gt;" in letter.payload["html"]
    path = link(session)
    assert "A new password for Maya" in client.get(path).text
    assert choose(client, path).headers["Location"] == "/login"
    assert choose(client, path).status_code == client.get(path).status_code == 404
    assert (log_in(client, OLD), log_in(client, NEW)) == (422, 302)


def test_only_a_hash_of_the_link_is_kept(client: FlaskClient, session: AnySession, maya: int) -> None:
    forget(client)
    kept = session.scalars(sa.select(PasswordReset.token_hash)).one()
    assert link(session).rpartition("/")[2] not in kept


def test_the_address_in_the_link_is_the_settings_and_never_the_requests(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    forget(client, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil" not in str(letters(session)[0].payload)


def test_nobody_else_gets_one_and_nobody_learns_who_is_here(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    now = current_time()
    contact_for(session, "guest@desk.example", "Guest", now=now)
    gone = create_user(session, NewUser("gone@desk.example", "Gone", OLD), actor=SYSTEM, now=now)
    deactivate_user(session, gone, actor=SYSTEM, now=now)
    session.add(
        User(email="o@x.example", email_key="o@x.example", name="O", oidc_subject="1", created_at=now)
    )
    session.commit()
    known = forget(client).text
    strangers = (
        "guest@desk.example",
        "gone@desk.example",
        "o@x.example",
        "no@body.example",
        "",
        "\0",
        "x" * 9_000,
    )
    texts = {forget(client, stranger).text for stranger in strangers}
    without_moment = {re.sub(r'data-now="[^"]*"', "", text) for text in (*texts, known)}
    assert len(without_moment) == 1
    assert len(letters(session)) == 1


def test_the_answer_comes_before_anybody_is_looked_up(
    app: Flask, client: FlaskClient, session: AnySession, maya: int
) -> None:
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    counts = []
    for email in (MAYA, "nobody@desk.example"):
        statements.clear()
        answer = client.post("/forgotten", data={"email": email}, buffered=False)
        counts.append([re.sub(r"\s+", " ", statement) for statement in statements])
        assert "users" not in " ".join(statements)
        answer.close()
    event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]


def test_asking_too_often_has_to_wait_for_strangers_alike(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    for email in (MAYA, "nobody@desk.example"):
        assert [forget(client, email).status_code for _ in range(4)] == [200, 200, 200, 429]
    for number in range(14):
        assert forget(client, f"p{number}@desk.example").status_code == 200
    assert forget(client, "one-more@desk.example").status_code == 429


def test_a_newer_link_voids_the_older_and_an_hour_voids_both(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    forget(client)
    first = link(session)
    forget(client)
    second = link(session)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with time_machine.travel(current_time() + timedelta(minutes=61)):
        assert choose(client, second).status_code == 404
    assert log_in(client, OLD) == 302


def test_a_weak_password_is_refused_and_the_link_stays_good(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    forget(client)
    path = link(session)
    for password, again, word in (("short", None, "fewer than 8"), (NEW, "another one", "differ")):
        answer = choose(client, path, password, again)
        assert answer.status_code == 422
        assert word in answer.text
    assert choose(client, path).status_code == 303


def test_the_new_password_ends_sessions_and_tokens(
    app: Flask, client: FlaskClient, session: AnySession, maya: int
) -> None:
    token = create_token(session, maya, actor=SYSTEM, now=current_time()).token
    elsewhere = app.test_client()
    assert log_in(elsewhere, OLD) == 302
    forget(client)
    choose(client, link(session))
    assert elsewhere.get("/").headers["Location"].startswith("/login")
    assert bearer_of(session, token, current_time()) is None
    last = session.scalars(sa.select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (last.kind, last.actor_id) == ("user.password_set", maya)


def test_who_was_shut_out_meanwhile_gets_no_new_password(
    client: FlaskClient, session: AnySession, maya: int
) -> None:
    forget(client)
    path = link(session)
    deactivate_user(session, maya, actor=SYSTEM, now=current_time())
    assert choose(client, path).status_code == 404


@pytest.mark.parametrize("token", ["x", "' OR 1=1 --", "%00", "x" * 5_000])
def test_a_made_up_link_is_not_good(client: FlaskClient, token: str) -> None:
    assert client.get(f"/reset/{token}").status_code == 404
    assert choose(client, f"/reset/{token}").status_code == 404


@pytest.mark.parametrize("settings", [{"MAIL_URL": None}, {"MAIL_URL": "smtp://x", "LOCAL_LOGIN": False}])
def test_without_mail_or_passwords_there_is_no_such_page(
    database_url: str, instance: Path, settings: dict[str, Any]
) -> None:
    app = make_app(database_url, instance, PUBLIC_URL="https://desk.example", **settings)
    client = app.test_client()
    assert client.get("/forgotten").status_code == client.get("/reset/x").status_code == 404
    assert "/forgotten" not in client.get("/login").text
    close_connections(app)

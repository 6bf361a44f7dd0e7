"""Logging in and out, and who is sent to the door."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import SYSTEM
from tts.services.people import NewUser, create_user

PASSWORD = "quiet-harbour-9-lanterns"


@pytest.fixture
def maya(session: scoped_session[Session]) -> int:
    """Maya, who has a log-in and no role."""
    new = NewUser(email="maya@desk.example", name="Maya Okafor", password=PASSWORD)
    return create_user(session, new, actor=SYSTEM, now=datetime.now(UTC))


def log_in(client: FlaskClient, password: str = PASSWORD, email: str = "maya@desk.example", **more: str):
    """Send the log-in form."""
    return client.post("/login", data={"email": email, "password": password, **more})


def words_of(answer, email: str) -> str:
    """A page without the address that was typed, the moment it was made and its form's token."""
    changing = r'data-now="[^"]*"|name="csrf_token" value="[^"]*"'
    return re.sub(changing, "", answer.text.replace(email, "x"))


def test_a_person_logs_in_and_comes_home(client: FlaskClient, maya: int) -> None:
    answer = log_in(client)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    page = client.get("/")
    assert page.status_code == 200
    assert "Maya Okafor" in page.text


def test_log_in_leads_back_to_where_one_was_going(client: FlaskClient, maya: int) -> None:
    sent = client.get("/tickets?mine=1")
    assert sent.headers["Location"] == "/login?next=/tickets?mine%3D1"
    assert log_in(client, next="/tickets?mine=1").headers["Location"] == "/tickets?mine=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/x"]
)
def test_log_in_never_leads_to_another_site(client: FlaskClient, maya: int, elsewhere: str) -> None:
    assert log_in(client, next=elsewhere).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_person_read_alike(client: FlaskClient, maya: int) -> None:
    wrong, unknown = log_in(client, "wrong"), log_in(client, email="nobody@desk.example")
    assert wrong.status_code == unknown.status_code == 422
    assert words_of(wrong, "maya@desk.example") == words_of(unknown, "nobody@desk.example")
    assert 'value="maya@desk.example"' in wrong.text


def test_too_many_tries_have_to_wait(client: FlaskClient, maya: int) -> None:
    for _ in range(5):
        log_in(client, "wrong")
    answer = log_in(client)
    assert answer.status_code == 429
    assert "too many failed tries" in answer.text


def test_logging_out_takes_a_post_and_ends_the_session(client: FlaskClient, maya: int) -> None:
    log_in(client)
    assert client.get("/logout").status_code == 405
    client.post("/logout")
    assert client.get("/").headers["Location"].startswith("/login")


def test_a_stranger_who_posts_is_sent_to_the_door(client: FlaskClient) -> None:
    answer = client.post("/tickets", data={"subject": "x"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login"


def test_a_form_without_its_token_is_refused(database_url: str, instance) -> None:
    from tests.fixtures.application import close_connections, make_app

    app = make_app(database_url, instance, WTF_CSRF_ENABLED=True)
    answer = app.test_client().post("/login", data={"email": "a@b.example", "password": "x"})
    close_connections(app)
    assert answer.status_code == 400
    assert "The form has expired" in answer.text

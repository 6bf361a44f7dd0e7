"""Who gets in: bearer tokens, and the page's session with its CSRF token."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import MORNING, Cast
from tests.seed_example import example
from tts.models import AccessToken, User

Db = scoped_session[Session]


@pytest.fixture
def app(own_app: Flask) -> Flask:
    return own_app


def sign_in(client: FlaskClient, session: Db, user_id: int) -> None:
    """Put the session that logging in gives into the client."""
    epoch = session.scalar(sa.select(User.epoch).where(User.id == user_id))
    session.rollback()
    with client.session_transaction() as kept:
        kept["_user_id"] = f"{user_id}.{epoch}"
        kept["_fresh"] = True


def test_nobody_without_a_credential_gets_in(callers: dict[str, Caller]) -> None:
    for path in ("/workflows/", "/tickets/", "/tasks/my-tasks/", "/roles/", "/users/", "/items/1/"):
        answer = callers["nobody"].get(path)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert callers["nobody"].post("/workflows/", example()).status_code == 401
    for header in ("Bearer wrong", "Bearer ", "Basic YTpi", "Bearer \u00ff"):
        answer = callers["nobody"].get("/workflows/", headers={"Authorization": header})
        assert answer.status_code == 401


def test_a_revoked_token_and_a_deactivated_person_are_turned_away(
    callers: dict[str, Caller], cast: Cast, session: Db
) -> None:
    session.execute(
        sa.update(AccessToken).where(AccessToken.user_id == cast.ada.user_id).values(revoked_at=MORNING)
    )
    session.execute(sa.update(User).where(User.id == cast.bob.user_id).values(is_active=False))
    session.commit()
    assert callers["ada"].get("/workflows/").status_code == 401
    assert callers["bob"].get("/workflows/").status_code == 401


def test_a_session_reads_freely_but_changes_only_with_the_pages_token(
    app: Flask, client: FlaskClient, cast: Cast, session: Db
) -> None:
    app.add_url_rule("/token-of-the-page", view_func=generate_csrf)
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, session, cast.user_ids["Ada"])
    assert client.get("/api/workflows/").status_code == 200
    assert client.post("/api/workflows/", json=example()).status_code == 403
    forged = client.post("/api/workflows/", json=example(), headers={"X-CSRFToken": "forged"})
    assert forged.status_code == 403

    sent = client.get("/token-of-the-page").text
    assert re.fullmatch(r"\S+", sent)
    made = client.post("/api/workflows/", json=example(), headers={"X-CSRFToken": sent})
    assert made.status_code == 201


def test_a_bearer_token_needs_no_token_of_a_page(app: Flask, admin: Caller) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert admin.post("/workflows/", example()).status_code == 201


def test_a_session_ends_when_the_persons_epoch_changes(client: FlaskClient, cast: Cast, session: Db) -> None:
    sign_in(client, session, cast.user_ids["Ada"])
    assert client.get("/api/workflows/").status_code == 200
    session.execute(sa.update(User).values(epoch=User.epoch + 1))
    session.commit()
    assert client.get("/api/workflows/").status_code == 401


def test_a_wrong_token_is_not_saved_by_a_good_session(client: FlaskClient, cast: Cast, session: Db) -> None:
    sign_in(client, session, cast.user_ids["Ada"])
    assert client.get("/api/workflows/", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_people_and_roles_are_for_those_who_have_one(callers: dict[str, Caller]) -> None:
    people = callers["alice"].get("/users/?search=ti").get_json()["results"]
    assert people == [
        {
            "user_id": people[0]["user_id"],
            "name": "Tina",
            "email": "tina@demo.example",
            "roles": ["Technician"],
        }
    ]
    roles = callers["alice"].get("/roles/").get_json()["results"]
    assert [(role["name"], role["members"]) for role in roles][:2] == [("Admin", 1), ("Agent", 3)]
    assert [row["name"] for row in callers["rita"].get("/users/").get_json()["results"]] == ["Rita"]
    assert callers["rita"].get("/roles/").get_json()["results"] == []

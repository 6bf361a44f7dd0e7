"""Callers of the API: each a client with a bearer token of its own."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from tests.api.peers import Open, Peer
from tests.cast import MORNING, PEOPLE, Cast, gather_cast
from tests.desk import Desk
from tests.services.neighbours import open_ending_desk
from tts.clock import current_time
from tts.models import AccessToken
from tts.services.external import create_credential


class Caller:
    """Someone with a token; every call sends and reads JSON."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, **given: Any) -> TestResponse:
        headers = {**self.headers, **given.pop("headers", {})}
        return self.client.open(f"/api{path}", method=method, headers=headers, **given)

    def get(self, path: str, **given: Any) -> TestResponse:
        return self.call("GET", path, **given)

    def post(self, path: str, body: Any = None, **given: Any) -> TestResponse:
        return self.call("POST", path, json={} if body is None else body, **given)

    def put(self, path: str, body: Any, **given: Any) -> TestResponse:
        return self.call("PUT", path, json=body, **given)

    def delete(self, path: str) -> TestResponse:
        return self.call("DELETE", path)


@pytest.fixture
def cast(session: scoped_session[Session]) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def callers(app: Flask, session: scoped_session[Session], cast: Cast) -> dict[str, Caller]:
    """The same people by their small names, each with a token; "nobody" has none."""
    for name, user_id in cast.user_ids.items():
        digest = hashlib.sha256(f"token of {name}".encode()).hexdigest()
        session.add(AccessToken(user_id=user_id, token_hash=digest, created_at=MORNING))
    session.commit()
    found = {name.casefold(): Caller(app, f"token of {name}") for name in PEOPLE}
    return found | {"nobody": Caller(app, None)}


@pytest.fixture
def admin(callers: dict[str, Caller]) -> Caller:
    """Ada, the admin."""
    return callers["ada"]


@pytest.fixture
def budget_desk(session: scoped_session[Session]) -> Desk:
    """Tickets that end at BMS."""
    return open_ending_desk(session, "budget")


@pytest.fixture
def asset_desk(session: scoped_session[Session]) -> Desk:
    """Tickets that end at AMS."""
    return open_ending_desk(session, "asset")


@pytest.fixture
def peer(app: Flask, session: scoped_session[Session]) -> Open:
    """A system with a fresh credential."""

    def open_peer(desk: Desk, system: str) -> Peer:
        secret = create_credential(session, system, "", actor=desk.cast.ada, now=current_time())
        return Peer(app.test_client(), secret)

    return open_peer

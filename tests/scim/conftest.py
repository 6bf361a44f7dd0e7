"""TTS with SCIM set up, the cast in it, and a directory that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast, gather_cast
from tests.fixtures.application import close_connections, make_app
from tests.scim_client import TOKEN, Directory


@pytest.fixture
def app(database_url: str, instance: Path) -> Iterator[Flask]:
    """The application, with a token for SCIM."""
    app = make_app(database_url, instance, SCIM_TOKENS=(TOKEN,))
    yield app
    close_connections(app)


@pytest.fixture
def cast(session: scoped_session[Session]) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def directory(app: Flask) -> Directory:
    """The company's directory."""
    return Directory(app.test_client())

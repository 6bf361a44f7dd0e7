"""Whose network address counts: the proxy's own, unless settings say that proxies of ours stand in front."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tts import trust_proxies
from tts.config import settings_from
from tts.models import LoginAttempt

FORGED = "203.0.113.7, 198.51.100.9"


@pytest.fixture
def app(own_app: Flask) -> Flask:
    return own_app


def try_to_log_in(app: Flask, session: scoped_session[Session]) -> str:
    """The address that a failed try was counted for."""
    app.test_client().post(
        "/login",
        data={"email": "maya@desk.example", "password": "wrong"},
        headers={"X-Forwarded-For": FORGED},
    )
    session.rollback()
    return session.scalars(sa.select(LoginAttempt.address)).one()


def test_without_proxies_a_forwarded_address_is_not_believed(
    app: Flask, session: scoped_session[Session]
) -> None:
    assert try_to_log_in(app, session) == "127.0.0.1"


def test_behind_one_proxy_only_what_it_added_is_believed(
    app: Flask, session: scoped_session[Session]
) -> None:
    app.config["PROXIES"] = 1
    trust_proxies(app)
    assert try_to_log_in(app, session) == "198.51.100.9"


@pytest.mark.parametrize(
    ("name", "value"),
    [("TTS_PROXIES", "all"), ("TTS_PROXIES", "-1"), ("TTS_PROXIES", "10"), ("TTS_TIME_ZONE", "Mars/Olympus")],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is “{value}”"):
        settings_from({name: value, "TTS_SECRET_KEY": "x"}, {})

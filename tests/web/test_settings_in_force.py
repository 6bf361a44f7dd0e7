"""What is in force stands under Settings, each with the variable that sets it, and no secret among it."""

from __future__ import annotations

from flask import Flask

from tests.web.conftest import Browse
from tts.config_identity import OpenIdSettings


def test_admins_read_how_the_provider_is_asked_and_never_the_secret(app: Flask, browse: Browse) -> None:
    app.config.update(
        PUBLIC_URL="https://desk.example",
        OPENID=OpenIdSettings("https://id.example", "desk", "hunter2", "Harbour Ltd", scopes="openid email"),
    )
    page = browse("Ada").get("/settings").text
    assert "desk<code>TTS_OIDC_CLIENT_ID</code>" in page
    assert "openid email<code>TTS_OIDC_SCOPES</code>" in page
    assert "set; it is shown nowhere<code>TTS_OIDC_CLIENT_SECRET</code>" in page
    assert "hunter2" not in page


def test_admins_read_the_pace_of_tokens(app: Flask, browse: Browse) -> None:
    browser = browse("Ada")
    app.config["API_RATE"] = 2_400
    assert "2,400 a minute<code>TTS_API_RATE</code>" in browser.get("/settings").text
    app.config["API_RATE"] = 0
    assert "without a limit<code>TTS_API_RATE</code>" in browser.get("/settings").text

"""The pages: HTML blueprints with views of a few lines."""

from __future__ import annotations

from flask import Flask

from tts.web.access import bind_access
from tts.web.assets import bind_assets
from tts.web.errors import bind_errors
from tts.web.health import health
from tts.web.security import bind_security_headers


def register_web(app: Flask) -> None:
    """Hang every page's blueprint into the app."""
    bind_access(app)
    bind_assets(app)
    bind_errors(app)
    bind_security_headers(app)
    app.register_blueprint(health)

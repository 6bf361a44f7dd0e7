"""The pages: HTML blueprints with views of a few lines."""

from __future__ import annotations

from flask import Flask

from tts.web.health import health


def register_web(app: Flask) -> None:
    """Hang every page's blueprint into the app."""
    app.register_blueprint(health)

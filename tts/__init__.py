"""TTS, a service desk whose heart is a workflow engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tts.config import data_folder, settings_from


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """The application: settings, extensions, doors. `overrides` win over TTS_* variables (see tts.config).

    Raises ValueError with a sentence when a setting cannot be used.
    """
    app = create_core(overrides)
    for register in load_doors():
        register(app)
    trust_proxies(app)
    return app


def load_doors() -> list[Callable[[Flask], None]]:
    """Read the modules of the doors, most of what a start takes; what adds each to an application."""
    from tts.api import register_api
    from tts.scim import register_scim
    from tts.web import register_web

    return [register_web, register_api, register_scim]


def create_core(overrides: Mapping[str, object] | None = None) -> Flask:
    """The application without its doors, for commands: it starts in half the time. Raises as `create_app`."""
    from tts.extensions import bind_extensions

    app = Flask(
        "tts",
        template_folder=str(data_folder("templates")),
        static_folder=str(data_folder("static")),
        instance_path=None,
    )
    app.config.update(settings_from(os.environ, overrides or {}))
    bind_extensions(app)
    return app


def trust_proxies(app: Flask) -> None:
    """Believe so many proxies of ours about who asks and how (X-Forwarded-For, -Proto); else nobody."""
    if count := app.config["PROXIES"]:
        behind = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)
        app.wsgi_app = behind  # type: ignore[method-assign]

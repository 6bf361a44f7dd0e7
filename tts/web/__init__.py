"""The pages: HTML blueprints with views of a few lines."""

from __future__ import annotations

from flask import Blueprint, Flask

from tts.web.access import bind_access
from tts.web.assets import bind_assets
from tts.web.errors import bind_errors
from tts.web.frame import bind_frame
from tts.web.security import bind_security_headers


def register_web(app: Flask) -> None:
    """Hang every page's blueprint into the app."""
    bind_access(app)
    bind_assets(app)
    bind_frame(app)
    bind_errors(app)
    bind_security_headers(app)
    for page in list_pages():
        app.register_blueprint(page)


def list_pages() -> list[Blueprint]:
    """Every page's blueprint, one line each."""
    from tts.web.auth import auth
    from tts.web.designer import designer
    from tts.web.health import health
    from tts.web.home import home
    from tts.web.inbox import inbox
    from tts.web.items import items
    from tts.web.tickets import tickets
    from tts.web.workflow_moves import moves
    from tts.web.workflow_page import overview
    from tts.web.workflow_saves import saves
    from tts.web.workflow_tables import tables
    from tts.web.workflow_versions import versions
    from tts.web.workflows import workflows

    return [
        health,
        auth,
        home,
        inbox,
        items,
        tickets,
        workflows,
        overview,
        moves,
        saves,
        versions,
        tables,
        designer,
    ]

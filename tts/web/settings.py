"""Settings: what is in force here, and the record's anchors."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.event_log import last_anchor
from tts.schema import current_revision, newest_revision
from tts.services.audit import write_anchor
from tts.web.access import acting, requires
from tts.web.frame import request_time
from tts.web.words import say_count

settings = Blueprint("settings", __name__)


@settings.get("/settings")
@requires(Permission.ADMINISTER)
def show() -> str:
    """What is in force; secrets are told as set, never shown."""
    return render_template(
        "settings/show.html",
        company=company_facts(),
        database=database_facts(),
        anchor=last_anchor(db.session),
    )


@settings.post("/settings/anchors")
@requires(Permission.ADMINISTER)
def anchor() -> Response:
    """Tie the chains together now; one a day is kept."""
    knot = write_anchor(db.session, actor=acting(), now=request_time())
    if knot.is_new:
        flash(f"Today's anchor is written: it ties {say_count(knot.chains, 'chain')}.", "ok")
    else:
        flash("Today's anchor stood already; nothing was written.", "here")
    return redirect(url_for("settings.show"), 303)


def company_facts() -> list[tuple[str, str]]:
    """Settings with the variable that sets each, as (words, value)."""
    config = current_app.config
    systems = ", ".join(sorted(config["CONFIGURED_SYSTEMS"])) or "none"
    return [
        ("Company's time zone (TTS_TIME_ZONE)", str(config["COMPANY_TIME_ZONE"])),
        ("Cookies over HTTPS only (TTS_SECURE_COOKIES)", "yes" if config["SESSION_COOKIE_SECURE"] else "no"),
        ("Signing key (TTS_SECRET_KEY)", "set; it is shown nowhere"),
        ("Largest request", f"{config['MAX_CONTENT_LENGTH'] // 1024 // 1024} MB"),
        ("Other systems that end logic reaches", systems),
    ]


def database_facts() -> list[tuple[str, str]]:
    """Which database, where, and at which version of its shape; without the password."""
    engine = db.engine
    kinds = {"sqlite": "SQLite, in a file", "postgresql": "PostgreSQL"}
    version = ".".join(str(part) for part in engine.dialect.server_version_info or ())
    return [
        ("Kind", kinds.get(engine.dialect.name, engine.dialect.name) + (f" {version}" if version else "")),
        ("Address (TTS_DATABASE_URL)", engine.url.render_as_string(hide_password=True)),
        ("Shape", f"{current_revision() or 'none'}, the newest is {newest_revision() or 'none'}"),
        ("Instance folder (TTS_INSTANCE)", str(current_app.config["INSTANCE"])),
    ]

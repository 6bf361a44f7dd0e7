"""Integrations: how each neighbour stands, whether it answers, and what to set where. For admins."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tts.adapters.probes import probe_neighbour
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.integrations import traffic_now
from tts.queries.neighbours import list_neighbours
from tts.queries.webhooks import count_webhooks
from tts.services.external import note_probe
from tts.web.access import acting, requires
from tts.web.event_words import PROBED
from tts.web.frame import request_time

integrations = Blueprint("integrations", __name__)


@integrations.get("/settings/integrations")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Each neighbour: set up or not, last message in and out, what waits and what failed."""
    traffic = traffic_now(db.session, acting())
    neighbours = list_neighbours(current_app.config, traffic, count_webhooks(db.session))
    return render_template("integrations/index.html", neighbours=neighbours)


@integrations.post("/settings/integrations/<name>/probes")
@requires(Permission.ADMINISTER)
def probe(name: str) -> Response:
    """Ask a neighbour whether it is there, for three seconds at most; who asked is kept."""
    db.session.rollback()
    why_not = probe_neighbour(name, current_app.config)
    note_probe(db.session, name, why_not, actor=acting(), now=request_time())
    if why_not is None:
        flash(f"{PROBED[name][0].upper()}{PROBED[name][1:]} answers.", "ok")
    else:
        flash(why_not, "late")
    return redirect(url_for("integrations.index"), 303)

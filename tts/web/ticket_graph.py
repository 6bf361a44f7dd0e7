"""A ticket on its graph: the page, and the same picture as a file."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.http import quote_etag

from tts.adapters.png import PNG, draw_png
from tts.domain.picture.travelled import draw_travel
from tts.extensions import db
from tts.queries.travels import seen_travel
from tts.web.access import acting, signed_in

ticket_graph = Blueprint("ticket_graph", __name__)

STANDS_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""The policy of a picture opened as a page of its own: it may colour itself and nothing else."""


@ticket_graph.get("/tickets/<number>/graph")
@signed_in
def show(number: str) -> str:
    """The version's picture with the way the ticket took, and its visits in words."""
    seen = seen_travel(db.session, acting(), number)
    picture = Markup(draw_travel(seen.version.graph, seen.travel, seen.sight))
    return render_template("tickets/graph.html", seen=seen, picture=picture)


@ticket_graph.get("/tickets/<number>/graph.<any(svg, png):form>")
@signed_in
def picture(number: str, form: str) -> Response:
    """The picture as a file that stands alone, for print and mail."""
    seen = seen_travel(db.session, acting(), number)
    text = draw_travel(seen.version.graph, seen.travel, seen.sight, seen.caption)
    return picture_file(text, form, f"{seen.ticket.number}-graph")


def picture_file(svg: str, form: str, name: str) -> Response:
    """An SVG, or the PNG of it; who has it already is told so (304) before anything is drawn as PNG."""
    tag = hashlib.sha256(svg.encode()).hexdigest()[:32]
    headers = {
        "Content-Disposition": f"inline; filename={name}.{form}",
        "Content-Security-Policy": STANDS_ALONE,
        "Cache-Control": "private, no-cache",
        "ETag": quote_etag(f"{form}.{tag}"),
        "Vary": "Cookie",
    }
    if request.if_none_match.contains_weak(f"{form}.{tag}"):
        return Response(status=304, headers=headers)
    body, media_type = (draw_png(svg), PNG) if form == "png" else (svg, "image/svg+xml")
    return Response(body, mimetype=media_type, headers=headers)

"""Messages that leave: what waits, what failed and why, trying again and giving up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.adapters.couriers import destinations_of, is_reached
from tts.domain.errors import DomainError, NotFound
from tts.domain.permissions import Permission
from tts.domain.words import OutboxStatus
from tts.extensions import db
from tts.queries.outbox import OutboxFilter, find_message, outbox_overview, outbox_page
from tts.services.outbox import discard_message, retry_all, retry_message
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.forms import form_text
from tts.web.frame import request_time
from tts.web.words import say_count

outbox = Blueprint("outbox", __name__)

MESSAGE = "/settings/outbox/<int(max=2147483647):message_id>"
LONGEST_NAME = 60
Answer = Response | str | tuple[str, int]


@outbox.get("/settings/outbox")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Messages that fit the filters, newest first, and how each destination answers."""
    wanted = read_filter()
    here = destinations_of(current_app.config)
    overview = outbox_overview(db.session, acting(), destination=wanted.destination, known=here)
    return render_template(
        "outbox/index.html",
        page=outbox_page(db.session, acting(), wanted, cursor=request.args.get("cursor")),
        wanted=wanted,
        overview=overview,
        statuses=[(word, f"{word.capitalize()}, {overview.counts.get(word, 0):,}") for word in OutboxStatus],
        names=[(one.name, one.name) for one in overview.destinations],
        reached={one.name for one in overview.destinations if is_reached(current_app.config, one.name)},
    )


@outbox.get(MESSAGE)
@requires(Permission.ADMINISTER)
def show(message_id: int) -> str:
    """One message with what it says."""
    return _render(message_id)


@outbox.post(MESSAGE + "/retry")
@requires(Permission.ADMINISTER)
def retry(message_id: int) -> Answer:
    """Try one again."""
    return _act(
        message_id,
        lambda: retry_message(db.session, message_id, actor=acting(), now=request_time()),
        "The message is due now and goes with the worker's next pass.",
    )


@outbox.post(MESSAGE + "/discard")
@requires(Permission.ADMINISTER)
def discard(message_id: int) -> Answer:
    """Give one up."""
    return _act(
        message_id,
        lambda: discard_message(db.session, message_id, actor=acting(), now=request_time()),
        "The message is discarded. Later ones of its ticket go on.",
    )


@outbox.post("/settings/outbox/retries")
@requires(Permission.ADMINISTER)
def retry_failed() -> Response:
    """Try all that failed again, at one destination or at all."""
    destination = form_text("destination")[:LONGEST_NAME].replace("\0", "")
    count = retry_all(db.session, destination, actor=acting(), now=request_time())
    if count:
        flash(f"{say_count(count, 'message')} will be tried again now.", "ok")
    else:
        flash("No message had failed; nothing was changed.", "here")
    return redirect(url_for("outbox.index", destination=destination or None), 303)


def read_filter() -> OutboxFilter:
    """What the list is narrowed to; words that are no status narrow nothing."""
    status = request.args.get("status", "")
    destination = request.args.get("destination", "")[:LONGEST_NAME].replace("\0", "")
    return OutboxFilter(status if status in list(OutboxStatus) else "", destination)


def body_of(payload: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a message says, field by field: texts as they are, the rest as JSON that can be read."""
    return [
        (name, value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False))
        for name, value in payload.items()
    ]


def _act(message_id: int, act: Callable[[], None], done: str) -> Answer:
    try:
        act()
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return _render(message_id, refusal), status_of(refusal)
    flash(done, "ok")
    return redirect(url_for("outbox.show", message_id=message_id), 303)


def _render(message_id: int, refusal: DomainError | None = None) -> str:
    message, payload = find_message(db.session, acting(), message_id)
    return render_template("outbox/show.html", message=message, body=body_of(payload), refusal=refusal)

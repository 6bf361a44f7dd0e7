"""Messages that came in: what waits, what was refused and why, trying again and giving up. For admins."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.contract import QUEUES
from tts.domain.errors import DomainError, NotFound
from tts.domain.permissions import Permission
from tts.domain.words import InboundStatus
from tts.extensions import db
from tts.queries.inbound import ReceivedBody, count_received, find_received, inbound_page
from tts.queries.parked import count_parked, parked_page
from tts.services.inbound import discard_letter, retry_letter, retry_letters
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.words import say_count

inbound = Blueprint("inbound", __name__)

MESSAGE = "/settings/inbound/<int(max=2147483647):message_id>"
LONGEST_SHOWN = 40_000
BECAME = {
    InboundStatus.APPLIED: "The message is applied.",
    InboundStatus.WAITING: "The message still waits for what it needs.",
    InboundStatus.REFUSED: "The message was refused again; the reason stands below.",
    InboundStatus.DISCARDED: "The message is discarded: a newer one about the same was applied since.",
}

Answer = Response | str | tuple[str, int]


@inbound.get("/settings/inbound")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Messages that fit the filters, newest first."""
    asked, task = request.args.get("status", ""), request.args.get("task", "")
    status, task = asked if asked in list(InboundStatus) else "", task if task in QUEUES else ""
    counts = count_received(db.session, acting())
    cursor = request.args.get("cursor")
    return render_template(
        "inbound/index.html",
        page=inbound_page(db.session, acting(), status=status, task=task, cursor=cursor),
        status=status,
        task=task,
        counts=counts,
        parked=count_parked(db.session),
        statuses=[(word, f"{word.capitalize()}, {counts.get(word, 0):,}") for word in InboundStatus],
        tasks=[(name, name) for name in QUEUES],
    )


@inbound.get("/settings/inbound/memberships")
@requires(Permission.ADMINISTER)
def index_memberships() -> str:
    """Memberships that came before their role, longest first."""
    page = parked_page(db.session, acting(), cursor=request.args.get("cursor"))
    return render_template("inbound/memberships.html", page=page)


@inbound.get(MESSAGE)
@requires(Permission.ADMINISTER)
def show(message_id: int) -> str:
    """One message with what it says."""
    return _render(message_id)


@inbound.post(MESSAGE + "/retry")
@requires(Permission.ADMINISTER)
def retry(message_id: int) -> Answer:
    """Try one again, now."""

    def act() -> tuple[str, str]:
        fate = retry_letter(db.session, message_id, actor=acting(), now=request_time())
        return BECAME[fate], "ok" if fate is InboundStatus.APPLIED else "here"

    return _act(message_id, act)


@inbound.post(MESSAGE + "/discard")
@requires(Permission.ADMINISTER)
def discard(message_id: int) -> Answer:
    """Give one up."""

    def act() -> tuple[str, str]:
        discard_letter(db.session, message_id, actor=acting(), now=request_time())
        return "The message is discarded: if it comes again, it is not looked at.", "ok"

    return _act(message_id, act)


@inbound.post("/settings/inbound/retries")
@requires(Permission.ADMINISTER)
def retry_open() -> Response:
    """Try everything again that waits or was refused."""
    tried, applied = retry_letters(db.session, actor=acting(), now=request_time())
    if tried:
        flash(f"{say_count(tried, 'message')} tried again: {applied:,} applied.", "ok" if applied else "here")
    else:
        flash("Nothing waits that could be tried again; nothing was changed.", "here")
    return redirect(url_for("inbound.index"), 303)


def words_of(body: ReceivedBody) -> str:
    """What a message says: its arguments as JSON that can be read, or the beginning of what it is."""
    text = body.excerpt or ""
    if body.args is not None:
        text = json.dumps(body.args[0] if len(body.args) == 1 else body.args, indent=2, ensure_ascii=False)
    readable = text.encode("utf-8", "replace").decode("utf-8")
    more = len(readable) - LONGEST_SHOWN
    return readable if more <= 0 else f"{readable[:LONGEST_SHOWN]}\n… and {more:,} characters more"


def _act(message_id: int, act: Callable[[], tuple[str, str]]) -> Answer:
    try:
        said, kind = act()
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return _render(message_id, refusal), status_of(refusal)
    flash(said, kind)
    return redirect(url_for("inbound.show", message_id=message_id), 303)


def _render(message_id: int, refusal: DomainError | None = None) -> str:
    message, body = find_received(db.session, acting(), message_id)
    return render_template(
        "inbound/show.html",
        message=message,
        said=words_of(body),
        is_readable=body.args is not None,
        refusal=refusal,
    )

"""The page on which a person corrects what BMS refused, beside BMS's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.domain.proposal import ITEM_FIELDS, MOST_ITEMS, TYPED, missing_fields
from tts.domain.words import OutboxStatus
from tts.extensions import db
from tts.queries.external import SentRequest
from tts.queries.visibility import reachable_ticket
from tts.services.external import resend_proposal
from tts.web.access import acting, signed_in
from tts.web.errors import status_of
from tts.web.forms import form_text, read_id, typed_values
from tts.web.frame import request_time
from tts.web.item_face import TicketFace, read_ticket_face

proposals = Blueprint("proposals", __name__)

MORE_ROWS = 2
Rows = list[dict[str, str]]
Answer = Response | str | tuple[str, int]


@proposals.get("/tickets/<number>/proposal")
@signed_in
def show(number: str) -> str:
    """The refused proposal, field by field, for the ticket's coordinator and admins."""
    face, sent = _refused(number)
    return _render(face, sent, {name: _text(sent.payload.get(name)) for name in TYPED}, rows_of(sent.payload))


@proposals.post("/tickets/<number>/proposal")
@signed_in
def resend(number: str) -> Answer:
    """Send it again as corrected; refused, the form comes back with every word."""
    ticket_id = reachable_ticket(db.session, acting(), number).id
    typed, rows = typed_values(*TYPED), read_rows()
    try:
        message_id = read_id(form_text("message"), "Reload the page: the form does not say what it corrects.")
        resend_proposal(db.session, ticket_id, message_id, typed, rows, actor=acting(), now=request_time())
    except Invalid as refusal:
        db.session.rollback()
        face, sent = _refused(number)
        return _render(face, sent, typed, rows, refusal), status_of(refusal)
    flash("The corrected proposal goes to BMS with the worker's next pass.", "ok")
    return redirect(url_for("tickets.show", number=number), 303)


def rows_of(payload: Mapping[str, Any]) -> Rows:
    """The items as texts, and a few empty rows for more."""
    known = payload.get("items")
    items = known if isinstance(known, list) else []
    rows = [{name: _text(item.get(name)) for name in ITEM_FIELDS} for item in items]
    return rows + [dict.fromkeys(ITEM_FIELDS, "") for _ in range(MORE_ROWS)]


def read_rows() -> Rows:
    """The items as they were typed, in the order of the form: one more than the most, so that it shows."""
    places = [
        place
        for place in range(MOST_ITEMS + MORE_ROWS + 1)
        if any(f"item-{place}-{name}" in request.form for name in ITEM_FIELDS)
    ]
    return [{name: form_text(f"item-{place}-{name}") for name in ITEM_FIELDS} for place in places]


def _refused(number: str) -> tuple[TicketFace, SentRequest]:
    """The ticket and what BMS refused; NotFound for who may not correct it, or where nothing was refused."""
    ticket = reachable_ticket(db.session, acting(), number)
    face = read_ticket_face(db.session, acting(), ticket.id)
    sent = face.request
    if sent is None or sent.status != OutboxStatus.FAILED or not face.overall.correct:
        raise NotFound("Nothing of this ticket was refused, or it is not yours to correct.")
    return face, sent


def _render(
    face: TicketFace,
    sent: SentRequest,
    typed: Mapping[str, str],
    rows: Rows,
    refusal: DomainError | None = None,
) -> str:
    return render_template(
        "proposals/show.html",
        face=face,
        sent=sent,
        typed=typed,
        rows=rows,
        missing=missing_fields(sent.payload),
        refusal=refusal,
        faults=refusal.fields if isinstance(refusal, Invalid) else {},
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)

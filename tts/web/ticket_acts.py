"""What one does to a whole ticket: withdraw, cancel, reopen, another priority."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.extensions import db
from tts.queries.visibility import reachable_ticket
from tts.services.tickets import cancel_ticket, change_priority, reopen_ticket, withdraw_ticket
from tts.web.access import acting, signed_in
from tts.web.acts import Answer
from tts.web.errors import status_of
from tts.web.forms import form_text, typed_values
from tts.web.frame import request_time
from tts.web.item_face import read_ticket_face

ticket_acts = Blueprint("ticket_acts", __name__)


@ticket_acts.post("/tickets/<number>/withdrawal")
@signed_in
def withdraw(number: str) -> Answer:
    """End one's own ticket."""

    def end(ticket_id: int) -> str:
        withdraw_ticket(db.session, ticket_id, form_text("reason"), actor=acting(), now=request_time())
        return f"{number} is withdrawn. Nobody works on it any more."

    return act_on_ticket(number, "withdrawal", end)


@ticket_acts.post("/tickets/<number>/cancellation")
@signed_in
def cancel(number: str) -> Answer:
    """End a ticket as staff, with a reason."""

    def end(ticket_id: int) -> str:
        cancel_ticket(db.session, ticket_id, form_text("reason"), actor=acting(), now=request_time())
        return f"{number} is cancelled. Nobody works on it any more."

    return act_on_ticket(number, "cancellation", end)


@ticket_acts.post("/tickets/<number>/reopening")
@signed_in
def reopen(number: str) -> Answer:
    """Continue an ended ticket at the step it ended on."""

    def begin_again(ticket_id: int) -> str:
        reopen_ticket(db.session, ticket_id, form_text("reason"), actor=acting(), now=request_time())
        return f"{number} is open again, at the step it ended on."

    return act_on_ticket(number, "reopening", begin_again)


@ticket_acts.post("/tickets/<number>/priority")
@signed_in
def prioritize(number: str) -> Answer:
    """Another priority: due times follow from the binding again."""

    def change(ticket_id: int) -> str:
        changed = change_priority(
            db.session,
            ticket_id,
            form_text("priority"),
            form_text("reason"),
            actor=acting(),
            now=request_time(),
        )
        return f"{number} is {changed.became} now, it was {changed.was}."

    return act_on_ticket(number, "priority", change)


def act_on_ticket(number: str, noun: str, do: Callable[[int], str]) -> Answer:
    """Do it and say so; refused, show the ticket with the reason and what was typed."""
    ticket_id = reachable_ticket(db.session, acting(), number).id
    try:
        said = do(ticket_id)
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return show_refusal(ticket_id, noun, refusal)
    flash(said, "ok")
    if form_text("back") == "escalations":
        return redirect(url_for("escalations.show"), code=303)
    return redirect(url_for("tickets.show", number=number), code=303)


def show_refusal(ticket_id: int, noun: str, refusal: DomainError) -> Answer:
    """The ticket's page with the refused form open again."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    said = {"refusal": refusal, "fields": fields, "typed": typed_values("reason", "priority"), "act": noun}
    face = read_ticket_face(db.session, acting(), ticket_id)
    page = render_template("tickets/show.html", face=face, shown=request.args.get("show", ""), said=said)
    return page, status_of(refusal)

"""Tickets: the list, a ticket's page, and submitting one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import Invalid
from tts.domain.words import Priority
from tts.extensions import db
from tts.queries.intake import intake_ways
from tts.queries.ticket_filters import read_tickets_head
from tts.queries.tickets import list_tickets
from tts.queries.visibility import reachable_ticket
from tts.services.tickets import TicketRequest, submit_ticket
from tts.web.access import acting, signed_in
from tts.web.forms import form_text, typed_values
from tts.web.frame import request_time
from tts.web.intake import check_way, group_ways
from tts.web.item_face import read_ticket_face
from tts.web.ticket_filter import STATUS_WORDS, read_filter

tickets = Blueprint("tickets", __name__)

FIELDS = ("department", "category", "sub_category", "priority", "subject", "description")


@tickets.get("/tickets")
@signed_in
def index() -> str:
    """What one asked for, or all one may see; filtered and searched."""
    actor = acting()
    wanted = read_filter(actor)
    return render_template(
        "tickets/index.html",
        page=list_tickets(db.session, actor, wanted.as_query(actor), cursor=request.args.get("after")),
        head=read_tickets_head(db.session, actor),
        wanted=wanted,
        statuses=STATUS_WORDS,
    )


@tickets.get("/tickets/new")
@signed_in
def new() -> str:
    """The form to submit a ticket."""
    return show_form({"priority": Priority.MEDIUM.value}, {})


@tickets.post("/tickets")
@signed_in
def create() -> Response | tuple[str, int]:
    """Submit it; sent twice it is one ticket. Refused, the form comes back with every word."""
    typed = typed_values(*FIELDS)
    try:
        check_way(typed, intake_ways(db.session))
        asked = read_request(typed)
        submitted = submit_ticket(db.session, asked, actor=acting(), now=request_time())
    except Invalid as refusal:
        return show_form(typed, refusal.fields or {"subject": refusal.sentence}, form_text("key")), 422
    flash(f"Ticket {submitted.number} is submitted. This page tells how it goes on.", "ok")
    return redirect(url_for("tickets.show", number=submitted.number), code=303)


@tickets.get("/tickets/<number>")
@signed_in
def show(number: str) -> str:
    """A ticket's page: its story, where it is, who has it and until when."""
    actor = acting()
    ticket = reachable_ticket(db.session, actor, number)
    face = read_ticket_face(db.session, actor, ticket.id)
    return render_template("tickets/show.html", face=face, shown=request.args.get("show", ""), said={})


def read_request(typed: dict[str, str]) -> TicketRequest:
    """The request as the form has it."""
    return TicketRequest(
        subject=typed["subject"],
        description=typed["description"],
        department=typed["department"],
        category=typed["category"],
        sub_category=typed["sub_category"],
        priority=typed["priority"],
        submission_key=form_text("key") or None,
    )


def show_form(typed: dict[str, str], errors: object, key: str = "") -> str:
    """The form with what was typed; a refused form keeps its key, for nothing was submitted by it."""
    groups = group_ways(intake_ways(db.session))
    return render_template("tickets/new.html", groups=groups, typed=typed, errors=errors, key=key)

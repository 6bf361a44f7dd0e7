"""Tickets that no workflow takes: why, trying again, or giving one by hand."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, NotFound
from tts.domain.permissions import Permission
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.unmatched import count_unmatched, list_unmatched, ticket_id_of, workflows_taking
from tts.services.tickets import assign_workflow, match_waiting_tickets
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.forms import form_text, read_id
from tts.web.frame import request_time
from tts.web.words import say_count

unmatched = Blueprint("unmatched", __name__)

ROWS = 50
Answer = Response | str | tuple[str, int]


@unmatched.get("/tickets/unmatched")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Those that wait, longest first."""
    return _render()


@unmatched.post("/tickets/unmatched/matching")
@requires(Permission.ADMINISTER)
def match_again() -> Response:
    """Ask again which workflow takes them."""
    begun = match_waiting_tickets(db.session, actor=acting(), now=request_time())
    left = count_unmatched(db.session)
    if begun:
        flash(f"{say_count(begun, 'ticket')} found a workflow. {left:,} still wait.", "ok")
    else:
        flash("No workflow takes any of them now: initialize one for them, or choose by hand.", "soon")
    return redirect(url_for("unmatched.index"), 303)


@unmatched.post("/tickets/<number>/workflow")
@requires(Permission.ADMINISTER)
def assign(number: str) -> Answer:
    """Give a ticket its workflow by hand."""
    try:
        ticket_id = ticket_id_of(db.session, number)
        workflow_id = read_id(form_text("workflow_id"), "Choose a workflow from the list.")
        assign_workflow(db.session, ticket_id, workflow_id, actor=acting(), now=request_time())
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return _render(refusal), status_of(refusal)
    flash(f"{number} has its workflow now and is with somebody.", "ok")
    return redirect(url_for("unmatched.index"), 303)


def _render(refusal: DomainError | None = None) -> str:
    after = request.args.get("after", 0, type=int)
    rows = list_unmatched(db.session, limit=ROWS + 1, after_id=max(0, min(after, LARGEST_ID)))
    return render_template(
        "unmatched/index.html",
        rows=rows[:ROWS],
        has_more=len(rows) > ROWS,
        is_later=after > 0,
        count=count_unmatched(db.session),
        workflows=workflows_taking(db.session),
        refusal=refusal,
    )

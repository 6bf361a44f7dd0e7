"""Submitting tickets, listing them, and one ticket whole."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for

from tts.api.bodies import Fields, read_body, read_key
from tts.api.door import api, calling
from tts.api.paging import list_json, read_flag, read_page, read_word
from tts.api.ticket_shapes import ticket_json, ticket_row_json
from tts.clock import current_time
from tts.domain.errors import Invalid
from tts.domain.wording import DESCRIPTION_LIMIT, NAME_LIMIT, SUBJECT_LIMIT
from tts.domain.words import Priority, TicketStatus, read_priority
from tts.extensions import db
from tts.queries.ticket_page import standing_of
from tts.queries.tickets import TicketFilter, list_tickets
from tts.queries.visibility import reachable_ticket
from tts.services.tickets import TicketRequest, submit_ticket

PRIORITIES = ", ".join(Priority)


@api.post("/tickets/")
def submit() -> tuple[Response, int, dict[str, str]]:
    """{subject, description, department, category, sub_category?, priority?}: 201 with the ticket.

    Sent again with the same Idempotency-Key it is 200, with the ticket that is there already.
    """
    submitted = submit_ticket(db.session, _read_request(), actor=calling(), now=current_time())
    answer = ticket_json(standing_of(db.session, submitted.ticket_id))
    address = url_for("api.show_ticket", number=submitted.number)
    return jsonify(answer), 200 if submitted.is_repeat else 201, {"Location": address}


@api.get("/tickets/")
def index_tickets() -> Response:
    """Newest first; `status`, `unmatched`, `priority`, `department`, `category`, `search`."""
    wanted, part = _read_filter(), read_page()
    page = list_tickets(
        db.session,
        calling(),
        wanted,
        cursor=part.cursor,
        size=part.size,
        offset=part.offset,
        counted=True,
    )
    return jsonify(list_json(page, part, ticket_row_json))


@api.get("/tickets/<number>/")
def show_ticket(number: str) -> Response:
    """One ticket that the caller may see, else 404."""
    ticket = reachable_ticket(db.session, calling(), number)
    return jsonify(ticket_json(standing_of(db.session, ticket.id)))


def _read_request() -> TicketRequest:
    fields = Fields(read_body())
    asked = TicketRequest(
        subject=fields.text("subject", limit=SUBJECT_LIMIT, required=True),
        description=fields.text("description", limit=DESCRIPTION_LIMIT, many_lines=True),
        department=fields.text("department", limit=NAME_LIMIT, required=True),
        category=fields.text("category", limit=NAME_LIMIT, required=True),
        sub_category=fields.text("sub_category", limit=NAME_LIMIT),
        priority=fields.read(
            "priority", read_priority, Priority.MEDIUM, f"must be one of {PRIORITIES} or critical"
        ),
        source="api",
        submission_key=read_key(),
    )
    fields.finish()
    return asked


def _read_filter() -> TicketFilter:
    status, priority = read_word("status"), read_word("priority").casefold()
    if status and status not in list(TicketStatus):
        raise Invalid(f"“status” must be one of {', '.join(TicketStatus)}.", {"status": "Unknown status."})
    if priority and priority not in list(Priority):
        raise Invalid(f"“priority” must be one of {PRIORITIES}.", {"priority": "Unknown priority."})
    is_open = read_flag("open") if "open" in request.args else None
    return TicketFilter(
        search=read_word("search"),
        status=status,
        is_open=is_open,
        unmatched=read_flag("unmatched"),
        priority=priority,
        department=read_word("department"),
        category=read_word("category"),
    )

"""Submitting tickets, listing them, and one ticket whole."""

from __future__ import annotations

from flask import url_for

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.paging import list_json
from tts.api.repeats import afterwards
from tts.api.shapes import Listed
from tts.api.ticket_bodies import NewTicket, TicketsAsked
from tts.api.ticket_shapes import TicketJson, TicketRowJson, ticket_json, ticket_row_json
from tts.clock import current_time
from tts.domain.events import Stream
from tts.domain.words import read_priority
from tts.extensions import db
from tts.queries.chains import last_link
from tts.queries.ticket_page import standing_of
from tts.queries.tickets import list_tickets
from tts.queries.visibility import reachable_ticket
from tts.services.tickets import TicketRequest, match_ticket, submit_ticket

TICKET = "/tickets/<number>/"


@door("POST", "/tickets/", "Tickets", takes=NewTicket, gives={201: TicketJson}, refuses=[409])
def submit(sent: NewTicket) -> Answer:
    """Submit a ticket in your own name.

    It finds its workflow at once and is with somebody, or it is unmatched and says why.
    """
    asked = TicketRequest(
        sent.subject,
        sent.description,
        sent.department,
        sent.category,
        sent.sub_category,
        read_priority(sent.priority),
        source="api",
    )
    actor, now = calling(), current_time()
    submitted = submit_ticket(db.session, asked, actor=actor, now=now)
    if submitted.task_id is None:
        afterwards(lambda: match_ticket(db.session, submitted.ticket_id, actor=actor, now=now))
    address = url_for("api.show_ticket", number=submitted.number)
    return Answer(ticket_json(standing_of(db.session, submitted.ticket_id)), 201, address)


@door("GET", "/tickets/", "Tickets", asks=TicketsAsked, gives={200: Listed[TicketRowJson]})
def index_tickets(asked: TicketsAsked) -> Answer:
    """List the tickets you may see.

    Your own; those you worked on or may work on; what you coordinate or review; admins see all. `search`
    finds the beginnings of words in number, subject and description; `order` is `newest`, `oldest` or `due`,
    what is due first.
    """
    page = list_tickets(
        db.session,
        calling(),
        asked.wanted,
        order=asked.order,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, ticket_row_json))


@door("GET", TICKET, "Tickets", gives={200: TicketJson})
def show_ticket(number: str) -> Answer:
    """See one ticket: where it stands, who has it, until when."""
    ticket = reachable_ticket(db.session, calling(), number)
    mark = str(last_link(db.session, Stream.TICKET, ticket.id).seq)
    return Answer(ticket_json(standing_of(db.session, ticket.id)), mark=mark)

"""Tickets from their submission to their end."""

from tts.services.tickets.match import assign_workflow, match_ticket, match_waiting_tickets
from tts.services.tickets.request import TicketRequest
from tts.services.tickets.submit import SubmittedTicket, submit_ticket

__all__ = [
    "SubmittedTicket",
    "TicketRequest",
    "assign_workflow",
    "match_ticket",
    "match_waiting_tickets",
    "submit_ticket",
]

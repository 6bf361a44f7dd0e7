"""Tickets from their submission to their end."""

from tts.services.tickets.end import cancel_ticket, withdraw_ticket
from tts.services.tickets.match import assign_workflow, match_ticket, match_waiting_tickets
from tts.services.tickets.priority import PriorityChange, change_priority
from tts.services.tickets.reopen import reopen_ticket
from tts.services.tickets.request import TicketRequest
from tts.services.tickets.source import receive_status, receive_ticket
from tts.services.tickets.submit import SubmittedTicket, submit_ticket

__all__ = [
    "PriorityChange",
    "SubmittedTicket",
    "TicketRequest",
    "assign_workflow",
    "cancel_ticket",
    "change_priority",
    "match_ticket",
    "match_waiting_tickets",
    "receive_status",
    "receive_ticket",
    "reopen_ticket",
    "submit_ticket",
    "withdraw_ticket",
]

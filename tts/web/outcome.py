"""What an act led to, in a sentence: the notice on the page one lands on."""

from __future__ import annotations

from tts.domain.words import TicketStatus
from tts.queries.ticket_page import standing_of
from tts.queries.visibility import AnySession


def say_outcome(session: AnySession, ticket_id: int, words: str) -> str:
    """Which ticket, what became of it, and where it is now."""
    standing = standing_of(session, ticket_id)
    ticket, item = standing.ticket, standing.open_item
    named = f"{ticket.number} “{ticket.subject[:80]}”"
    if item is None or ticket.status not in (TicketStatus.IN_PROGRESS, TicketStatus.ON_HOLD):
        return f"{named} is {ticket.status.lower()}."
    whose = f"with {standing.holder.name}" if standing.holder else f"waiting for {standing.role_name}"
    return f"{named} {words}: at {item.step_name}, {whose}."

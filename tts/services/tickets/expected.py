"""An act on a ticket as it was seen: nothing is done when something happened to it since."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from tts.domain.errors import Changed
from tts.domain.events import Stream
from tts.queries.chains import last_link
from tts.services.tasks.standing import lock_ticket
from tts.services.transaction import use_case

Result = TypeVar("Result")


@use_case
def act_as_seen(session: Session, ticket_id: int, seq: int, act: Callable[[], Result]) -> Result:
    """Run `act` in this transaction if the ticket's last event is still number `seq`; raises Changed.

    The ticket is locked first, and every act on it writes an event.
    """
    ticket = lock_ticket(session, ticket_id)
    last = last_link(session, Stream.TICKET, ticket_id)
    if last.seq != seq:
        raise Changed(
            f"{last.actor_name} changed {ticket.number} after you looked at it: look again, then decide.",
            changed_by=last.actor_name,
            changed_at=last.at,
        )
    return act()

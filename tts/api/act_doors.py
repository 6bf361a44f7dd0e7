"""Doors that act on tickets and their items, and which ticket must then be as it was seen."""

from __future__ import annotations

from collections.abc import Callable

from tts.api.contract.doors import Seen, View
from tts.api.contract.reading import Sent
from tts.api.door import calling, door
from tts.api.task_shapes import WorkJson
from tts.api.ticket_shapes import TicketJson
from tts.extensions import db
from tts.queries.visibility import reachable_item, reachable_ticket


def _ticket_of_number(number: str) -> int:
    return reachable_ticket(db.session, calling(), number).id


def _ticket_of_item(item_id: int) -> int:
    return reachable_item(db.session, calling(), item_id).task.ticket_id


SEEN_TICKET = Seen("/api/tickets/{number}/", _ticket_of_number)
SEEN_ITEM = Seen("/api/items/{item_id}/", _ticket_of_item)


def act_on_ticket(noun: str, takes: type[Sent]) -> Callable[[View], View]:
    """A door that acts on a ticket and answers with where it stands."""
    return door(
        "POST",
        f"/tickets/<number>/{noun}/",
        "Tickets",
        takes=takes,
        gives={200: TicketJson},
        refuses=[409],
        seen=SEEN_TICKET,
    )


def act_on_item(noun: str, takes: type[Sent], group: str = "Work") -> Callable[[View], View]:
    """A door that acts on an item and answers with where its task stands."""
    return door(
        "POST",
        f"/items/<int:item_id>/{noun}/",
        group,
        takes=takes,
        gives={200: WorkJson},
        refuses=[409],
        seen=SEEN_ITEM,
    )

"""A ticket on its graph, as the picture its page shows."""

from __future__ import annotations

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.tickets import TICKET
from tts.domain.picture.travelled import draw_travel
from tts.extensions import db
from tts.queries.travels import seen_travel

GROUP = "Tickets"


class GraphJson(TypedDict):
    """The picture as an SVG file that stands alone; the same ticket gives the same bytes."""

    ticket_number: str
    media_type: str
    text: str


@door("GET", TICKET + "graph/", GROUP, gives={200: GraphJson})
def show_ticket_graph(number: str) -> Answer:
    """See a ticket on its graph: the way it took, how often it was where, and where it is.

    What no workflow has taken is on no graph and not found.
    """
    seen = seen_travel(db.session, calling(), number)
    answer: GraphJson = {
        "ticket_number": seen.ticket.number,
        "media_type": "image/svg+xml",
        "text": draw_travel(seen.version.graph, seen.travel, seen.sight, seen.caption),
    }
    return Answer(answer)

"""What happened to a ticket: its events as sentences, and the pieces of its way."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import number_in_address
from tts.api.door import calling, door
from tts.api.shapes import ItemWord, Moment, OriginWord, PersonJson, StepName, moment_json, moment_of
from tts.api.ticket_shapes import person_json
from tts.api.tickets import TICKET
from tts.extensions import db
from tts.queries.standing_words import person_of
from tts.queries.timeline import MOST_EVENTS, Piece, pieces_of, timeline_of
from tts.queries.timeline import Moment as Told
from tts.queries.visibility import reachable_ticket

GROUP = "Tickets"


class TimelineAsked(Sent):
    """Which part of a long story: what came before the event of that number."""

    before: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None


class EventJson(TypedDict):
    """One event; its reason is for the staff where the staff wrote it among themselves."""

    seq: int
    at: Moment
    kind: str
    actor: PersonJson | None
    by: str
    sentence: str
    was: str | None
    became: str | None
    reason: str | None


class TimelineJson(TypedDict):
    """The newest 500 events, oldest first; `before` asks for those before them."""

    ticket_number: str
    earlier: int | None
    results: list[EventJson]


class PieceJson(TypedDict):
    """One item of a ticket's way, open or closed."""

    task_item_id: int
    step: StepName
    visit: int
    role: str
    holder: PersonJson | None
    origin: OriginWord
    status: ItemWord
    assigned_on: Moment
    target_resolution: Moment | None
    closed_on: Moment | None
    closed_by: str | None
    transition_id: int | None
    transition: str | None


class WayJson(TypedDict):
    """Every item of a ticket, in order."""

    ticket_number: str
    results: list[PieceJson]


@door("GET", TICKET + "timeline/", GROUP, asks=TimelineAsked, gives={200: TimelineJson})
def show_timeline(number: str, asked: TimelineAsked) -> Answer:
    """Read what happened to a ticket, and who did it."""
    ticket = reachable_ticket(db.session, calling(), number)
    told = timeline_of(db.session, calling(), ticket.id, before=asked.before)
    has_earlier = len(told) == MOST_EVENTS and told[0].seq > 1
    answer: TimelineJson = {
        "ticket_number": ticket.number,
        "earlier": told[0].seq if has_earlier else None,
        "results": [_event_json(moment) for moment in told],
    }
    return Answer(answer)


@door("GET", TICKET + "items/", GROUP, gives={200: WayJson})
def show_way(number: str) -> Answer:
    """See the way a ticket took: every item, who had it, and how it ended."""
    ticket = reachable_ticket(db.session, calling(), number)
    answer: WayJson = {
        "ticket_number": ticket.number,
        "results": [_piece_json(piece) for piece in pieces_of(db.session, ticket.id)],
    }
    return Answer(answer)


def _event_json(told: Told) -> EventJson:
    return {
        "seq": told.seq,
        "at": moment_of(told.at),
        "kind": told.kind,
        "actor": person_json(person_of(told.actor_id, told.actor_name)),
        "by": told.actor_name,
        "sentence": told.sentence,
        "was": told.was,
        "became": told.became,
        "reason": told.reason,
    }


def _piece_json(piece: Piece) -> PieceJson:
    return {
        "task_item_id": piece.item_id,
        "step": {"step_id": piece.step_id, "name": piece.step_name},
        "visit": piece.visit,
        "role": piece.role_name,
        "holder": person_json(person_of(piece.holder_id, piece.holder_name)),
        "origin": piece.origin,
        "status": piece.status,
        "assigned_on": moment_of(piece.assigned_at),
        "target_resolution": moment_json(piece.due_at),
        "closed_on": moment_json(piece.closed_at),
        "closed_by": piece.closed_by,
        "transition_id": piece.transition_id,
        "transition": piece.transition_name,
    }

"""What people tried on tickets before: the last acts on each, latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tts.domain.events import Stream
from tts.models import Event
from tts.queries.visibility import AnySession

TRIED = ("item.resolved", "item.transferred", "item.returned", "item.held")
LAST = 2


def what_was_tried(session: AnySession, ticket_ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """The last two acts by ticket, each with actor_name, kind, was, became, reason, facts, at; one statement.

    For tickets that whoever asks may see and work on.
    """
    if not ticket_ids:
        return {}
    place = sa.func.row_number().over(partition_by=Event.stream_id, order_by=Event.seq.desc())
    acts = (
        sa.select(Event, place.label("place"))
        .where(Event.stream == Stream.TICKET.value, Event.stream_id.in_(ticket_ids), Event.kind.in_(TRIED))
        .subquery()
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
        sa.select(acts).where(acts.c.place <= LAST).order_by(acts.c.stream_id, acts.c.place)
    ):
        found[row.stream_id].append(row)
    return found

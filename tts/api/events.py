"""The record: every change with who, when and why, for those who may see the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.values import number_in_address, word_of, words_in_address
from tts.api.door import calling, door
from tts.api.paging import Part, list_json
from tts.api.people_bodies import moment
from tts.api.shapes import Listed, Moment, PersonJson, as_json, moment_of
from tts.api.ticket_shapes import person_json
from tts.domain.events import Stream
from tts.extensions import db
from tts.queries.events import EventFilter, EventRow, event_page
from tts.queries.standing_words import person_of


class EventsAsked(Part):
    """Which events are listed: by kind or its first word, by whom, of what, from and until when."""

    kind: Annotated[str, words_in_address()] = ""
    person: Annotated[str, words_in_address()] = ""
    actor_id: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None
    stream: Annotated[str, word_of(["", *Stream])] = ""
    ticket_number: Annotated[str, words_in_address()] = ""
    workflow_id: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None
    since: Annotated[datetime | None, moment()] = None
    until: Annotated[datetime | None, moment()] = None
    order: Annotated[str, word_of(["newest", "oldest"])] = "newest"

    @property
    def wanted(self) -> EventFilter:
        """The same for the query."""
        return EventFilter(
            kind=self.kind,
            actor_id=self.actor_id,
            person=self.person,
            stream=self.stream if self.workflow_id is None else Stream.WORKFLOW.value,
            stream_id=self.workflow_id,
            since=self.since,
            until=self.until,
            ticket_number=self.ticket_number,
        )


class RecordedJson(TypedDict):
    """One event as it stands in its chain."""

    event_id: int
    stream: str
    stream_id: int
    seq: int
    at: Moment
    actor: PersonJson | None
    by: str
    kind: str
    was: str | None
    became: str | None
    reason: str | None
    facts: dict[str, Any]
    subject: str | None
    hash: str


@door("GET", "/events/", "Record", asks=EventsAsked, gives={200: Listed[RecordedJson]})
def index_events(asked: EventsAsked) -> Answer:
    """List the events of the record, newest first unless `order` says otherwise."""
    page = event_page(
        db.session,
        calling(),
        asked.wanted,
        cursor=asked.cursor,
        limit=asked.size,
        offset=asked.offset,
        counted=True,
        oldest_first=asked.order == "oldest",
    )
    return Answer(list_json(page, asked, _recorded_json))


def _recorded_json(row: EventRow) -> RecordedJson:
    return {
        "event_id": row.id,
        "stream": row.stream,
        "stream_id": row.stream_id,
        "seq": row.seq,
        "at": moment_of(row.at),
        "actor": person_json(person_of(row.actor_id, row.actor_name)),
        "by": row.actor_name,
        "kind": row.kind,
        "was": row.was,
        "became": row.became,
        "reason": row.reason,
        "facts": as_json(row.facts),
        "subject": row.subject,
        "hash": row.hash,
    }

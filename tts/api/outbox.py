"""Messages that leave: what waits, what failed and why, trying again and giving up. For admins."""

from __future__ import annotations

from typing import Annotated, Any

from flask import current_app
from pydantic import Field
from typing_extensions import TypedDict

from tts.adapters.couriers import destinations_of, is_reached
from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import text, word_of, words_in_address
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed, Moment, as_json, moment_json, moment_of
from tts.clock import current_time
from tts.domain.words import OutboxStatus
from tts.extensions import db
from tts.queries.outbox import MessageRow, OutboxFilter, find_message, outbox_overview, outbox_page
from tts.services.outbox import discard_message, retry_all, retry_message

GROUP = "Messages"
MESSAGE = "/outbox/<int:message_id>/"
LONGEST_NAME = 60
StatusWord = Annotated[str, Field(json_schema_extra={"enum": list(OutboxStatus)})]


class MessagesAsked(Part):
    """Which messages are listed."""

    status: Annotated[str, word_of(["", *OutboxStatus])] = ""
    destination: Annotated[str, words_in_address(LONGEST_NAME)] = ""


class Retried(Sent):
    """Of which destination; without one, of all."""

    destination: Annotated[str, text(LONGEST_NAME, example="bms")] = ""


class MessageJson(TypedDict):
    """A message; `next_at` is when it is tried next, `key` stays the same however often that is."""

    message_id: int
    key: str
    destination: str
    kind: str
    status: StatusWord
    remark: str | None
    attempts: int
    is_in_hand: bool
    created_at: Moment
    next_at: Moment
    ended_at: Moment | None
    ticket_number: str | None


class MessageWhole(MessageJson):
    """The same with what it says."""

    payload: dict[str, Any]


class DestinationJson(TypedDict):
    """How a destination answers; while `open_until` lies ahead nothing is sent there."""

    destination: str
    waiting: int
    failed: int
    failures: int
    open_until: Moment | None
    reason: str | None
    answered_at: Moment | None
    is_set_up: bool


class DestinationsJson(TypedDict):
    """Each destination, and how many messages there are by status."""

    counts: dict[str, int]
    results: list[DestinationJson]


class RetriedJson(TypedDict):
    """How many are tried again."""

    retried: int


@door("GET", "/outbox/", GROUP, asks=MessagesAsked, gives={200: Listed[MessageJson]})
def index_messages(asked: MessagesAsked) -> Answer:
    """List the messages that leave, newest first, as an admin."""
    page = outbox_page(
        db.session,
        calling(),
        OutboxFilter(asked.status, asked.destination),
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, _message_json))


@door("GET", "/outbox/destinations/", GROUP, gives={200: DestinationsJson})
def index_destinations() -> Answer:
    """See how each destination answers, as an admin."""
    here = destinations_of(current_app.config)
    overview = outbox_overview(db.session, calling(), known=here)
    answer: DestinationsJson = {
        "counts": {word.value: overview.counts.get(word, 0) for word in OutboxStatus},
        "results": [
            {
                "destination": one.name,
                "waiting": one.waiting,
                "failed": one.failed,
                "failures": one.failures,
                "open_until": moment_json(one.open_until),
                "reason": one.reason,
                "answered_at": moment_json(one.answered_at),
                "is_set_up": is_reached(current_app.config, one.name),
            }
            for one in overview.destinations
        ],
    }
    return Answer(answer)


@door("GET", MESSAGE, GROUP, gives={200: MessageWhole})
def show_message(message_id: int) -> Answer:
    """See one message with what it says, as an admin."""
    return Answer(_whole(message_id))


@door("POST", MESSAGE + "retry/", GROUP, takes=Nothing, gives={200: MessageWhole}, refuses=[409])
def retry(message_id: int, sent: Nothing) -> Answer:
    """Try a message again now, one that failed from its first attempt."""
    retry_message(db.session, message_id, actor=calling(), now=current_time())
    return Answer(_whole(message_id))


@door("POST", MESSAGE + "discard/", GROUP, takes=Nothing, gives={200: MessageWhole}, refuses=[409])
def discard_one(message_id: int, sent: Nothing) -> Answer:
    """Give a message up: later ones of its ticket go on.

    One that its ticket waits to have answered stays; it is corrected at `/api/tickets/{number}/proposal/`.
    """
    discard_message(db.session, message_id, actor=calling(), now=current_time())
    return Answer(_whole(message_id))


@door("POST", "/outbox/retries/", GROUP, takes=Retried, gives={200: RetriedJson}, refuses=[409])
def retry_failed(sent: Retried) -> Answer:
    """Try everything that failed again, at one destination or at all."""
    count = retry_all(db.session, sent.destination, actor=calling(), now=current_time())
    answer: RetriedJson = {"retried": count}
    return Answer(answer)


def _whole(message_id: int) -> MessageWhole:
    row, payload = find_message(db.session, calling(), message_id)
    return {**_message_json(row), "payload": as_json(payload)}


def _message_json(row: MessageRow) -> MessageJson:
    return {
        "message_id": row.id,
        "key": row.key,
        "destination": row.destination,
        "kind": row.kind,
        "status": row.status,
        "remark": row.remark,
        "attempts": row.attempts,
        "is_in_hand": row.token is not None,
        "created_at": moment_of(row.created_at),
        "next_at": moment_of(row.next_at),
        "ended_at": moment_json(row.ended_at),
        "ticket_number": row.ticket_number,
    }

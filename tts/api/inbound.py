"""Messages that came in: what waits, what was refused and why, trying again and giving up. For admins."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.values import word_of, words_in_address
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed, Moment, as_json, moment_json, moment_of
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.domain.words import InboundStatus
from tts.extensions import db
from tts.queries.inbound import ReceivedRow, find_received, inbound_page
from tts.services.inbound import discard_letter, retry_letter, retry_letters

GROUP = "Messages"
MESSAGE = "/inbound/<int:message_id>/"
StatusWord = Annotated[str, Field(json_schema_extra={"enum": list(InboundStatus)})]


class ReceivedAsked(Part):
    """Which messages are listed."""

    status: Annotated[str, word_of(["", *InboundStatus])] = ""
    task: Annotated[str, words_in_address()] = ""


class ReceivedJson(TypedDict):
    """A message that came in; `key` is its id at the sender, `about` what it is about in a few words.

    `reason` says why it waits or was refused, or how little it changed.
    """

    message_id: int
    key: str
    queue: str
    task: str
    about: str
    status: StatusWord
    waits_for: str | None
    reason: str | None
    attempts: int
    received_at: Moment
    settled_at: Moment | None


class ReceivedWhole(ReceivedJson):
    """The same with what it says: its arguments, or the beginning of what could not be read."""

    args: list[Any] | None
    excerpt: str | None


class TriedJson(TypedDict):
    """How many were tried again, and how many of them were applied."""

    tried: int
    applied: int


@door("GET", "/inbound/", GROUP, asks=ReceivedAsked, gives={200: Listed[ReceivedJson]})
def index_received(asked: ReceivedAsked) -> Answer:
    """List the messages that came in, newest first, as an admin."""
    page = inbound_page(
        db.session,
        calling(),
        status=asked.status,
        task=asked.task,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, _json))


@door("GET", MESSAGE, GROUP, gives={200: ReceivedWhole})
def show_received(message_id: int) -> Answer:
    """See one message with what it says, as an admin."""
    return Answer(_whole(message_id))


@door(
    "POST",
    MESSAGE + "retry/",
    GROUP,
    takes=Nothing,
    gives={200: ReceivedWhole},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def retry_received(message_id: int, sent: Nothing) -> Answer:
    """Try a message again now, as an admin; the answer says what became of it."""
    retry_letter(db.session, message_id, actor=calling(), now=current_time())
    return Answer(_whole(message_id))


@door(
    "POST",
    MESSAGE + "discard/",
    GROUP,
    takes=Nothing,
    gives={200: ReceivedWhole},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def discard_received(message_id: int, sent: Nothing) -> Answer:
    """Give a message up, as an admin: it is never applied, even if it comes again."""
    discard_letter(db.session, message_id, actor=calling(), now=current_time())
    return Answer(_whole(message_id))


@door(
    "POST",
    "/inbound/retries/",
    GROUP,
    takes=Nothing,
    gives={200: TriedJson},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def retry_all_received(sent: Nothing) -> Answer:
    """Try everything again that waits or was refused, as an admin; some hundreds at a time."""
    tried, applied = retry_letters(db.session, actor=calling(), now=current_time())
    answer: TriedJson = {"tried": tried, "applied": applied}
    return Answer(answer)


def _whole(message_id: int) -> ReceivedWhole:
    row, body = find_received(db.session, calling(), message_id)
    args = None if body.args is None else as_json(list(body.args))
    return {**_json(row), "args": args, "excerpt": body.excerpt}


def _json(row: ReceivedRow) -> ReceivedJson:
    return {
        "message_id": row.id,
        "key": row.key,
        "queue": row.queue,
        "task": row.task,
        "about": row.about,
        "status": row.status,
        "waits_for": row.waits_for,
        "reason": row.reason,
        "attempts": row.attempts,
        "received_at": moment_of(row.received_at),
        "settled_at": moment_json(row.settled_at),
    }

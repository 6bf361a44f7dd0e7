"""What AMS and BMS send and are told (contracts.md), as it is published; tts.domain.answers reads it."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.reading import Sent
from tts.api.contract.values import As, text
from tts.domain.answers import MOST_IN_BULK, VERDICTS
from tts.domain.wording import NAME_LIMIT, NOTE_LIMIT

Number = Annotated[str, text(NAME_LIMIT, required=True, example="TX20261126123456")]
_LINE = text(NAME_LIMIT)
Name = Annotated[str, As(str, _LINE.schema | {"type": ["string", "integer", "null"]})]
"""Text or a whole number, which is kept as text."""
Verdict = Annotated[str, As(str, {"enum": list(VERDICTS)})]


class AssetAnswer(Sent):
    """AMS's word on one ticket."""

    ticket_number: Number
    ams_executed: bool
    reviewed_at: Name = ""


def _either_list(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [
        {
            "required": ["tickets"],
            "properties": {"tickets": {"type": "array"}, "ticket_numbers": {"type": "null"}},
        },
        {
            "required": ["ticket_numbers", "ams_executed"],
            "properties": {
                "tickets": {"type": "null"},
                "ticket_numbers": {"type": "array"},
                "ams_executed": {"type": "boolean"},
            },
        },
    ]
    schema["examples"] = [{"tickets": [{"ticket_number": "TX20261126123456", "ams_executed": True}]}]


class AssetAnswers(Sent, json_schema_extra=_either_list):
    """AMS's word on many, each taken by itself: `tickets`, or `ticket_numbers` with one word for all."""

    tickets: Annotated[list[AssetAnswer] | None, Field(min_length=1, max_length=MOST_IN_BULK)] = None
    ticket_numbers: Annotated[list[Number] | None, Field(min_length=1, max_length=MOST_IN_BULK)] = None
    ams_executed: bool | None = None


class Review(Sent):
    """A decision on one ticket. Other fields are kept as they came."""

    ticket_number: Number
    status: Verdict
    comment: Annotated[str, text(NOTE_LIMIT, many_lines=True)] = ""
    reviewed_by: Name = ""
    reviewed_at: Name = ""
    order_number: Name = ""


class RequestorJson(TypedDict):
    """Who wants an asset; null for what the ticket does not say."""

    id: Any
    name: str
    firstname: Any
    lastname: Any
    email: Any
    company_id: Any
    department: Any


class AssetTicketJson(TypedDict):
    """A ticket that waits for AMS; null for what the ticket does not say."""

    id: int
    ticket_number: str
    requestor_details: RequestorJson
    employee: Any
    asset: Any
    subject: str
    location: Any
    checkout_date: Any
    return_date: Any
    checkin_date: Any
    asset_checkout: Any
    is_resolved: bool


class TakenJson(TypedDict):
    """What became of an answer, in a sentence, and the status its ticket has now."""

    ticket_number: str
    ticket_status: NotRequired[str]
    detail: str


class TakenOneJson(TypedDict):
    """What became of one answer of many: `code` is the status it would have had alone."""

    ticket_number: Any
    ticket_status: NotRequired[str]
    detail: str
    code: int


class TakenManyJson(TypedDict):
    """A result for each answer, in their order."""

    results: list[TakenOneJson]

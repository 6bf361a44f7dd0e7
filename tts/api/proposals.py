"""Correcting what BMS refused, beside BMS's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.act_doors import SEEN_TICKET
from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import As, stored_id, text
from tts.api.door import calling, door
from tts.api.shapes import as_json
from tts.api.ticket_shapes import TicketJson, ticket_json
from tts.api.tickets import TICKET
from tts.clock import current_time
from tts.domain.acting import may_coordinate
from tts.domain.ending import OURSELVES
from tts.domain.errors import NotFound, NotPermitted
from tts.domain.proposal import ITEM_FIELDS, MOST_ITEMS, TYPED, missing_fields
from tts.domain.wording import DESCRIPTION_LIMIT
from tts.domain.words import OutboxStatus
from tts.extensions import db
from tts.queries.external import SentRequest, sent_request
from tts.queries.ticket_page import standing_of
from tts.queries.visibility import reachable_ticket
from tts.services.external import resend_proposal

GROUP = "Tickets"
BMS = "bms"


def _words(example: str) -> As:
    """Text, or a number as text; "" leaves the field out, null leaves it as it is."""
    given = text(DESCRIPTION_LIMIT, many_lines=True)

    def read(value: object) -> str | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        found: str | None = None if value is None else given.read(value)
        return found

    kinds = ["string", "number", "null"]
    return As(read, given.schema | {"type": kinds, "examples": [example]})


class ProposalItem(Sent):
    """One cost item."""

    cost_element: Annotated[str | None, _words("Laptops")] = None
    description: Annotated[str | None, _words("Twenty for new colleagues")] = None
    estimated_cost: Annotated[str | None, _words("90000.50")] = None
    account: Annotated[str | None, _words("3")] = None
    category_code: Annotated[str | None, _words("CAPEX")] = None


class Correction(Sent):
    """The refused message, and what BMS is to get instead; what is not sent stays as it was."""

    message_id: Annotated[int, stored_id()]
    department_input: Annotated[str | None, _words("FIN")] = None
    title: Annotated[str | None, _words("Laptops")] = None
    project_summary: Annotated[str | None, _words("Laptops for new colleagues")] = None
    project_description: Annotated[str | None, _words("Twenty laptops.")] = None
    submitted_by_name: Annotated[str | None, _words("Rita Moreno")] = None
    fiscal_year: Annotated[str | None, _words("2026")] = None
    performance_start_date: Annotated[str | None, _words("2027-01-01")] = None
    performance_end_date: Annotated[str | None, _words("2027-03-31")] = None
    items: list[ProposalItem] | None = Field(default=None, max_length=MOST_ITEMS)


class ProposalJson(TypedDict):
    """What was to be sent, what BMS said of it, and which of its fields are missing.

    `refused_by` is `tts` where TTS could not hand it over; `said` is why, then.
    """

    ticket_number: str
    message_id: int
    refused_by: Annotated[str | None, Field(json_schema_extra={"enum": [BMS, OURSELVES, None]})]
    said: str | None
    proposal: dict[str, Any]
    missing: list[str]


@door("GET", TICKET + "proposal/", GROUP, gives={200: ProposalJson})
def show_proposal(number: str) -> Answer:
    """See the proposal that BMS did not take or get, as the ticket's coordinator or an admin."""
    found = _refused(number)
    answer: ProposalJson = {
        "ticket_number": number,
        "message_id": found.id,
        "refused_by": found.refused_by,
        "said": found.remark,
        "proposal": as_json(found.payload),
        "missing": missing_fields(found.payload),
    }
    return Answer(answer)


@door(
    "POST",
    TICKET + "proposal/",
    GROUP,
    takes=Correction,
    gives={200: TicketJson},
    refuses=[409],
    seen=SEEN_TICKET,
)
def resend(number: str, sent: Correction) -> Answer:
    """Send a corrected proposal to BMS, as the ticket's coordinator or an admin."""
    before = _refused(number).payload
    typed = {name: _chosen(getattr(sent, name), before.get(name)) for name in TYPED}
    ticket_id = reachable_ticket(db.session, calling(), number).id
    resend_proposal(
        db.session,
        ticket_id,
        sent.message_id,
        typed,
        _rows(sent, before),
        actor=calling(),
        now=current_time(),
    )
    return Answer(ticket_json(standing_of(db.session, ticket_id)))


def _refused(number: str) -> SentRequest:
    """What BMS refused of a ticket; raises NotFound, and NotPermitted for who may not correct it."""
    ticket = reachable_ticket(db.session, calling(), number)
    task = standing_of(db.session, ticket.id).task
    if not may_coordinate(calling(), task.coordinator_id if task else None):
        raise NotPermitted("Only the ticket's coordinator or an admin corrects what is sent to BMS.")
    found = sent_request(db.session, ticket.id, BMS)
    if found is None or found.status != OutboxStatus.FAILED:
        raise NotFound("No proposal of this ticket was refused.")
    return found


def _rows(sent: Correction, before: Mapping[str, Any]) -> list[dict[str, str]]:
    known = before.get("items")
    kept = known if isinstance(known, list) else []
    if sent.items is None:
        return [{name: _chosen(None, row.get(name)) for name in ITEM_FIELDS} for row in kept]
    rows = [kept[place] if place < len(kept) else {} for place in range(len(sent.items))]
    return [
        {name: _chosen(getattr(item, name), row.get(name)) for name in ITEM_FIELDS}
        for item, row in zip(sent.items, rows, strict=True)
    ]


def _chosen(sent: str | None, before: object) -> str:
    """What was sent; what was there, where nothing was."""
    return sent if sent is not None else "" if before is None else str(before)

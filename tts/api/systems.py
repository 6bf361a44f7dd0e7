"""What AMS and BMS call (contracts.md): the list of waiting asset tickets, and answers that end tickets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from flask import Response, jsonify, request, stream_with_context
from flask.typing import ResponseReturnValue

from tts.api.errors import answer_problem
from tts.api.repeats import REPLAYED
from tts.api.system_door import read_answer_body, read_answer_key, refuse_kept, system_door
from tts.api.system_shapes import (
    AssetAnswer,
    AssetAnswers,
    AssetTicketJson,
    Review,
    TakenJson,
    TakenManyJson,
)
from tts.clock import current_time
from tts.domain.answers import (
    Answer,
    AnswerOutcome,
    read_asset_answer,
    read_asset_answers,
    read_review,
)
from tts.domain.asset_ticket import Asked, asset_row
from tts.domain.errors import Invalid
from tts.extensions import db
from tts.queries.asked_tickets import read_asked_tickets
from tts.services.external import Taken, keep_unread, take_answer

STATUS_OF = {
    AnswerOutcome.APPLIED: 200,
    AnswerOutcome.REPEATED: 200,
    AnswerOutcome.WRONG_TICKET: 404,
    AnswerOutcome.NOT_AWAITED: 409,
    AnswerOutcome.KEY_TAKEN: 409,
    AnswerOutcome.WRONG_SYSTEM: 409,
}


@system_door("GET", "/external/ams/tickets/", "ams", gives=list[AssetTicketJson])
def index_asset_tickets(system: str) -> Response:
    """A flat list of all tickets that wait for AMS, the oldest first.

    However many there are, they are in it. What begins to wait while it is read may come in the next one.
    """
    pages = read_asked_tickets(db.session, system)
    first = next(pages)  # a database that is away is 503, and no half of a list
    return Response(stream_with_context(_flat_list(chain([first], pages))), mimetype="application/json")


def _flat_list(pages: Iterable[Sequence[Asked]]) -> Iterator[str]:
    """One JSON list, a page at a time; cut off in the middle it is no JSON, and so never taken for whole."""
    yield "["
    comma = ""
    for page in filter(None, pages):
        yield comma + ",".join(json.dumps(asset_row(ticket)) for ticket in page)
        comma = ","
    yield "]\n"


@system_door("POST", "/tickets/asset/approve/", "ams", takes=AssetAnswer, gives=TakenJson, refuses=[404, 409])
def approve_asset(system: str) -> ResponseReturnValue:
    """Take AMS's word on one ticket: true resolves it, false rejects it.

    The same answer again changes nothing and is answered as the first was. A ticket that is reopened asks
    anew: a key tells an answer that is sent again from one that says the same anew.
    """
    return _take(read_asset_answer)


@system_door("POST", "/tickets/asset/approve/bulk/", "ams", takes=AssetAnswers, gives=TakenManyJson)
def approve_assets(system: str) -> Response:
    """Take AMS's word on many tickets, each by itself, with a result each, in their order.

    An Idempotency-Key counts for each ticket by itself.
    """
    body = read_answer_body()
    key = read_answer_key(body)
    try:
        found = read_asset_answers(body)
    except Invalid as fault:
        refuse_kept(body, fault)
    return jsonify({"results": [_take_one(one, key) for one in found]})


@system_door("POST", "/external/resolve/", "bms", "ams", takes=Review, gives=TakenJson, refuses=[404, 409])
def resolve(system: str) -> ResponseReturnValue:
    """Take a decision on one ticket: APPROVED resolves it, REJECTED rejects it.

    The same answer again changes nothing and is answered as the first was. A ticket that is reopened asks
    anew: a key tells an answer that is sent again from one that says the same anew.
    """
    return _take(lambda body: read_review(body, system))


def _take(read: Callable[[Mapping[str, Any]], Answer]) -> tuple[Response, int]:
    body = read_answer_body()
    key = read_answer_key(body)
    try:
        answer = read(body)
    except Invalid as fault:
        refuse_kept(body, fault)
    taken = take_answer(db.session, answer, key=key, door=request.path, now=current_time())
    response = jsonify(_said(taken)) if taken.is_taken else _problem(taken)
    if taken.is_replayed:
        response.headers[REPLAYED] = "true"
    return response, STATUS_OF[taken.outcome]


def _take_one(body: Mapping[str, Any], key: str) -> dict[str, object]:
    """One of many: its own transaction, its own result."""
    try:
        answer = read_asset_answer(body)
    except Invalid as fault:
        keep_unread(db.session, "ams", body, fault.sentence, door=request.path, now=current_time())
        return {"ticket_number": body.get("ticket_number"), "code": 422, "detail": fault.sentence}
    taken = take_answer(db.session, answer, key=key, door=request.path, now=current_time())
    return {**_said(taken), "code": STATUS_OF[taken.outcome]}


def _said(taken: Taken) -> dict[str, object]:
    status = {} if taken.ticket_status is None else {"ticket_status": taken.ticket_status}
    return {"ticket_number": taken.ticket_number, **status, "detail": taken.sentence}


def _problem(taken: Taken) -> Response:
    members = {"ticket_number": taken.ticket_number, "outcome": taken.outcome.value}
    status, title = STATUS_OF[taken.outcome], "Nothing was changed"
    return answer_problem(status, "urn:tts:answer-not-taken", title, taken.sentence, members)

"""What AMS and BMS call (contracts.md): the list of waiting asset tickets, and answers that end tickets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, jsonify, request

from tts.api.contract.reading import Unreadable
from tts.api.errors import answer_problem
from tts.api.system_door import calling_system, read_answer_body, refuse_kept, systems
from tts.clock import current_time
from tts.domain.answers import (
    Answer,
    AnswerOutcome,
    read_asset_answer,
    read_asset_answers,
    read_review,
)
from tts.domain.asset_ticket import asset_row
from tts.domain.errors import Invalid
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.asked_tickets import read_asked_tickets
from tts.services.external import Taken, keep_unread, take_answer

STATUS_OF = {
    AnswerOutcome.APPLIED: 200,
    AnswerOutcome.REPEATED: 200,
    AnswerOutcome.WRONG_TICKET: 404,
    AnswerOutcome.NOT_AWAITED: 409,
    AnswerOutcome.WRONG_SYSTEM: 409,
}


@systems.get("/external/ams/tickets/")
def index_asset_tickets() -> Response:
    """A flat list of the tickets that wait for AMS, longest first; what does not fit follows by the Link."""
    calling_system("ams")
    tickets, last = read_asked_tickets(db.session, "ams", after=_read_after())
    answer = jsonify([asset_row(ticket) for ticket in tickets])
    if last is not None:
        answer.headers["Link"] = f'<{request.base_url}?after={last}>; rel="next"'
    return answer


@systems.post("/tickets/asset/approve/")
def approve_asset() -> tuple[Response, int]:
    """{ticket_number, ams_executed}: true resolves the ticket, false rejects it."""
    calling_system("ams")
    return _take(read_asset_answer)


@systems.post("/tickets/asset/approve/bulk/")
def approve_assets() -> Response:
    """{tickets: [{ticket_number, ams_executed}]}: each by itself, with a result each, in that order."""
    calling_system("ams")
    body = read_answer_body()
    try:
        found = read_asset_answers(body)
    except Invalid as fault:
        refuse_kept(body, fault)
    return jsonify({"results": [_take_one(one) for one in found]})


@systems.post("/external/resolve/")
def resolve() -> tuple[Response, int]:
    """{ticket_number, status, comment, reviewed_by, reviewed_at, order_number}: APPROVED or REJECTED."""
    system = calling_system("bms", "ams")
    return _take(lambda body: read_review(body, system))


def _take(read: Callable[[Mapping[str, Any]], Answer]) -> tuple[Response, int]:
    body = read_answer_body()
    try:
        answer = read(body)
    except Invalid as fault:
        refuse_kept(body, fault)
    taken = take_answer(db.session, answer, door=request.path, now=current_time())
    if taken.is_taken:
        return jsonify(_said(taken)), STATUS_OF[taken.outcome]
    return _problem(taken)


def _take_one(body: Mapping[str, Any]) -> dict[str, object]:
    """One of many: its own transaction, its own result."""
    try:
        answer = read_asset_answer(body)
    except Invalid as fault:
        keep_unread(db.session, "ams", body, fault.sentence, door=request.path, now=current_time())
        return {"ticket_number": body.get("ticket_number"), "code": 422, "detail": fault.sentence}
    taken = take_answer(db.session, answer, door=request.path, now=current_time())
    return {**_said(taken), "code": STATUS_OF[taken.outcome]}


def _said(taken: Taken) -> dict[str, object]:
    status = {} if taken.ticket_status is None else {"ticket_status": taken.ticket_status}
    return {"ticket_number": taken.ticket_number, **status, "detail": taken.sentence}


def _problem(taken: Taken) -> tuple[Response, int]:
    status = STATUS_OF[taken.outcome]
    members = {"ticket_number": taken.ticket_number, "outcome": taken.outcome.value}
    return answer_problem(
        status, "urn:tts:answer-not-taken", "Nothing was changed", taken.sentence, members
    ), status


def _read_after() -> int:
    text = request.args.get("after", "0")
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > LARGEST_ID:
        raise Unreadable("“after” must be a number that an answer's Link named.", {"after": "Not a number."})
    return int(text)

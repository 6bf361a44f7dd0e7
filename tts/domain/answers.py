"""What AMS and BMS answer (contracts.md, "End logic on completion"): pure reading, nothing is guessed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tts.domain.errors import Invalid
from tts.domain.wording import read_body, read_line

MOST_IN_BULK = 200
SLOW_CLOCKS = timedelta(minutes=5)
"""How far the clock of another system may be behind ours."""
SOON = timedelta(minutes=10)
"""So long after a question, what was answered to an earlier one may be that answer, sent again on its way."""
EXECUTED = "“ams_executed” must be true (done) or false (not possible)."
VERDICTS = {"APPROVED": True, "REJECTED": False}


class AnswerOutcome(StrEnum):
    """What became of an answer, or of what knocked at another door; only the first changes anything."""

    APPLIED = "applied"
    REPEATED = "repeated"
    NOT_AWAITED = "not awaited"
    KEY_TAKEN = "key taken"
    WRONG_TICKET = "wrong ticket"
    WRONG_SYSTEM = "wrong system"
    UNREADABLE = "unreadable"
    STRANGER = "no credential"
    WRONG_TOKEN = "wrong token"
    TOO_LARGE = "too large"
    WRONG_SCIM_TOKEN = "wrong SCIM token"
    BAD_SCIM = "bad SCIM request"
    FORGED_LOG_IN = "forged log-in"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of one ticket; `body` is everything as it came, unknown fields included."""

    system: str
    ticket_number: str
    is_approved: bool
    body: Mapping[str, Any]
    comment: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""
    order_number: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What the record keeps besides the comment, as far as it was said."""
        named = ("reviewed_by", "reviewed_at", "order_number")
        return {name: getattr(self, name) for name in named if getattr(self, name)}

    @property
    def fingerprint(self) -> str:
        """The same for bodies that say exactly the same."""
        text = json.dumps(self.body, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def is_before(self, asked_at: datetime) -> bool:
        """Whether it was decided before the question was put; a time without a zone proves nothing."""
        try:
            decided_at = datetime.fromisoformat(self.reviewed_at)
        except ValueError:
            return False
        return decided_at.tzinfo is not None and decided_at < asked_at - SLOW_CLOCKS


def read_asset_answer(body: Mapping[str, Any]) -> Answer:
    """AMS's word on one ticket: {ticket_number, ams_executed, reviewed_at?}. Invalid names each fault."""
    faults: dict[str, str] = {}
    number = _number(body, faults)
    executed = body.get("ams_executed")
    if not isinstance(executed, bool):
        faults["ams_executed"] = EXECUTED
    reviewed_at = _line(body, "reviewed_at", faults, takes_number=True)
    _finish(faults)
    return Answer("ams", number, executed is True, body, reviewed_at=reviewed_at)


def read_asset_answers(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """AMS's word on many: {tickets: [{ticket_number, ams_executed}]}, or {ticket_numbers, ams_executed}.

    Each is a body of its own, read afterwards. Raises Invalid for what is no such list.
    """
    tickets, numbers = body.get("tickets"), body.get("ticket_numbers")
    if isinstance(tickets, list) and numbers is None:
        found = [item if isinstance(item, Mapping) else {"ticket_number": item} for item in tickets]
    elif isinstance(numbers, list) and tickets is None:
        executed = body.get("ams_executed")
        if not isinstance(executed, bool):
            raise Invalid(EXECUTED, {"ams_executed": EXECUTED})
        found = [{"ticket_number": number, "ams_executed": executed} for number in numbers]
    else:
        sentence = (
            "Send “tickets”, a list of {ticket_number, ams_executed}, or “ticket_numbers” with one value."
        )
        raise Invalid(sentence, {"tickets": sentence})
    if not 0 < len(found) <= MOST_IN_BULK:
        sentence = (
            f"Send 1 to {MOST_IN_BULK} tickets at a time; these are {len(found):,}. Nothing was changed."
        )
        raise Invalid(sentence, {"tickets": sentence})
    return found


def read_review(body: Mapping[str, Any], system: str) -> Answer:
    """A decision on one ticket, APPROVED or REJECTED, with who made it and why. Raises Invalid.

    What names somebody or something may be a number too; it is kept as text.
    """
    faults: dict[str, str] = {}
    number = _number(body, faults)
    status = body.get("status")
    if not isinstance(status, str) or status not in VERDICTS:
        faults["status"] = "“status” must be APPROVED or REJECTED."
    comment = _text(body, "comment", faults)
    names = ("reviewed_by", "reviewed_at", "order_number")
    told = {name: _line(body, name, faults, takes_number=True) for name in names}
    _finish(faults)
    return Answer(system, number, VERDICTS[str(status)], body, comment, **told)


def _number(body: Mapping[str, Any], faults: dict[str, str]) -> str:
    number = _line(body, "ticket_number", faults)
    if not number:
        faults.setdefault("ticket_number", "“ticket_number” is missing.")
    return number


def _text(body: Mapping[str, Any], name: str, faults: dict[str, str]) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        faults[name] = f"“{name}” must be text."
        return ""
    try:
        return read_body(value, name)
    except Invalid as fault:
        faults[name] = fault.sentence
        return ""


def _line(body: Mapping[str, Any], name: str, faults: dict[str, str], *, takes_number: bool = False) -> str:
    value = body.get(name)
    if takes_number and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        faults[name] = f"“{name}” must be text{' or a whole number' if takes_number else ''}."
        return ""
    try:
        return read_line(value, name)
    except Invalid as fault:
        faults[name] = fault.sentence
        return ""


def _finish(faults: Mapping[str, str]) -> None:
    if faults:
        raise Invalid(" ".join(faults.values()), faults)

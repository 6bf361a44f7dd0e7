"""A ticket as the help desk it comes from sends it (contracts.md, "Ticket payload fields"). Pure reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from tts.domain.contract import LONGEST
from tts.domain.errors import Invalid
from tts.domain.wording import DESCRIPTION_LIMIT, NOTE_LIMIT, SUBJECT_LIMIT, visible_body, visible_line

NUMBER_NAMES = ("ticket_number", "ticket_id", "original_ticket_id", "id")
"""Older senders use the later names; the first that is there counts."""
END_TIMES = {"date_completed": "completed", "time_closed": "closed"}
"""When a ticket ended at its source: the fields, and the word for each."""
LONGEST_TIME = 40


@dataclass(frozen=True, slots=True)
class SourceRequester:
    """Who asked, as far as the source says: an address, or only the number it has for the person."""

    email: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class SourceTicket:
    """The fields TTS works with; `payload` is everything as it came, unknown fields included."""

    number: str
    subject: str
    description: str
    department: str
    category: str
    sub_category: str
    priority: str
    submitted_at: datetime | None
    updated_at: datetime | None
    requester: SourceRequester
    payload: Mapping[str, Any]


def read_source_ticket(payload: object, zone: tzinfo = UTC) -> SourceTicket:
    """Read one; `zone` is that of times without their own. Invalid names every field that cannot be read."""
    if not isinstance(payload, Mapping):
        raise Invalid("A ticket is an object with named fields.", {"ticket": "This is no object."})
    faults: dict[str, str] = {}
    ticket = SourceTicket(
        number=read_source_number(payload),
        subject=_shortened(_line(payload, "subject", faults), SUBJECT_LIMIT),
        description=_shortened(visible_body(_text(payload, "description", faults)), DESCRIPTION_LIMIT),
        department=_line(payload, "department", faults),
        category=_line(payload, "category", faults),
        sub_category=_line(payload, "sub_category", faults) or _line(payload, "subcategory", faults),
        priority=_text(payload, "priority", faults),
        submitted_at=_moment(payload, "submit_date", zone, faults),
        updated_at=_moment(payload, "update_date", zone, faults),
        requester=_requester(payload, faults),
        payload=payload,
    )
    if not ticket.number:
        faults["ticket_number"] = f"The ticket has no number of at most {LONGEST} characters."
    if faults:
        raise Invalid(" ".join(faults.values()), faults)
    return ticket


def read_source_number(payload: Mapping[str, Any]) -> str:
    """The number the source knows the ticket by, "" where it says none."""
    return _first_id(payload, NUMBER_NAMES)


def _first_id(values: Mapping[str, Any], names: Iterable[str]) -> str:
    """The first of these fields that holds a number or a text; "" where none does, or it is too long."""
    found = (values.get(name) for name in names)
    texts = (str(one).strip() for one in found if isinstance(one, int | str) and not isinstance(one, bool))
    text = next((text for text in texts if text), "")
    return text if len(text) <= LONGEST else ""


def _requester(payload: Mapping[str, Any], faults: dict[str, str]) -> SourceRequester:
    employee = payload.get("employee")
    if employee is not None and not isinstance(employee, Mapping):
        faults["employee"] = "The employee is no object with named fields."
    person = employee if isinstance(employee, Mapping) else {}
    names = (_text(person, "first_name", faults), _text(person, "last_name", faults))
    key = _first_id(payload, ("employee_id", "employee_cookie_id"))
    requester = SourceRequester(_text(person, "email", faults), " ".join(filter(None, names)), key)
    if not (requester.email or requester.key):
        sentence = "The ticket names nobody who asked: give employee an email, or give an employee_id."
        faults.setdefault("employee", sentence)
    return requester


def read_feedback(payload: Mapping[str, Any]) -> str:
    """What the requester says of how it went, as far as a note takes it; "" for nothing."""
    return _shortened(visible_body(str(payload.get("feedback") or "")), NOTE_LIMIT)


def read_end_times(payload: Mapping[str, Any], zone: tzinfo = UTC) -> dict[str, str]:
    """When it was completed and closed there, in ISO 8601: moments in UTC, dates, times of day.

    That is for the record alone, so what cannot be read is left out and costs nobody the closing.
    """
    found = {name: _read_when(payload.get(name), zone) for name in END_TIMES}
    return {name: when for name, when in found.items() if when}


def say_end_times(facts: Mapping[str, object]) -> str:
    """The same as words, ": completed 2026-11-02, closed 2026-11-03 10:00 UTC"; "" where nothing was read."""
    told = [f"{word} {_say_when(str(facts[name]))}" for name, word in END_TIMES.items() if facts.get(name)]
    return f": {', '.join(told)}" if told else ""


def say_there(facts: Mapping[str, object]) -> str:
    """The same after what happened here, "; there: completed 2026-11-02"; "" where nothing was read."""
    times = say_end_times(facts)
    return f"; there{times}" if times else ""


def _read_when(value: object, zone: tzinfo) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text.isascii() or len(text) > LONGEST_TIME:
        return ""
    for read in (_read_date, _read_time_of_day, lambda one: _read_moment(one, zone)):
        try:
            return read(text)
        except (ValueError, OverflowError):
            continue
    return ""


def _read_date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _read_time_of_day(text: str) -> str:
    if ":" not in text:  # four digits alone may be a year
        raise ValueError
    return time.fromisoformat(text).isoformat("seconds")


def _read_moment(text: str, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _say_when(text: str) -> str:
    """A moment as people read it; a date or a time of day as it is."""
    return f"{text[:10]} {text[11:16]} UTC" if "T" in text else text


def _line(values: Mapping[str, Any], name: str, faults: dict[str, str]) -> str:
    return visible_line(_text(values, name, faults))


def _text(values: Mapping[str, Any], name: str, faults: dict[str, str]) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        faults[name] = f"The {name.replace('_', ' ')} is no text."
        return ""
    return value.strip()


def _shortened(text: str, limit: int) -> str:
    """What fits, with a sign that there is more: the whole stays in the payload."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _moment(values: Mapping[str, Any], name: str, zone: tzinfo, faults: dict[str, str]) -> datetime | None:
    text = _text(values, name, faults)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        faults[name] = f"The {name.replace('_', ' ')} is no ISO 8601 time."
        return None

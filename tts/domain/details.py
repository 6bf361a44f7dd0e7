"""Reading a workflow's details from outside: Details, or Invalid with a sentence for each field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tts.domain.definition import WORDS, Details
from tts.domain.errors import Invalid
from tts.domain.graph import PRIORITIES
from tts.domain.problems import NAME_LIMIT, TEXT_LIMIT
from tts.domain.sla import parse_duration
from tts.domain.soundness.shape import has_hidden_characters
from tts.domain.words import END_LOGICS
from tts.domain.working_time import Calendar, CalendarRefused, read_calendar

LABELS = {
    "name": "The name",
    "description": "The description",
    "department": "The department",
    "category": "The category",
    "sub_category": "The sub-category",
}


def read_details(fields: object, otherwise: Details | None = None) -> Details:
    """Details from an object of texts, `*_sla` durations, `end_logic` and `calendar`; what is absent stays.

    Unknown fields are ignored. Raises Invalid naming every field that cannot be taken.
    """
    if not isinstance(fields, Mapping):
        raise Invalid(
            "The workflow's details must be an object with a name.", {"workflow": "Must be an object."}
        )
    kept = otherwise or Details(name="")
    faults: dict[str, str] = {}
    texts = {word: _read_text(fields, word, getattr(kept, word), faults) for word in WORDS}
    if not texts["name"]:
        faults.setdefault("name", "The name is missing: say what this workflow is for.")
    slas = {
        priority: _read_sla(fields, f"{priority}_sla", kept.slas.get(priority), faults)
        for priority in PRIORITIES
    }
    end_logic = _read_end_logic(fields, kept.end_logic, faults)
    calendar = _read_calendar(fields, kept.calendar, faults)
    if faults:
        raise Invalid(" ".join(faults.values()), faults)
    return Details(**texts, slas=slas, end_logic=end_logic, calendar=calendar)


def _read_text(fields: Mapping[str, object], word: str, kept: str, faults: dict[str, str]) -> str:
    value = fields.get(word, kept)
    if value is None:
        return ""
    if not isinstance(value, str):
        faults[word] = f"{LABELS[word]} must be text."
        return ""
    is_long = word == "description"
    limit = TEXT_LIMIT if is_long else NAME_LIMIT
    text = value.strip() if is_long else " ".join(value.split(" ")).strip()
    if len(text) > limit:
        faults[word] = f"{LABELS[word]} has {len(text):,} characters: at most {limit:,} are possible."
    elif has_hidden_characters(text, many_lines=is_long):
        faults[word] = (
            f"{LABELS[word]} has characters that cannot be seen or that turn the reading direction."
        )
    return text


def _read_sla(
    fields: Mapping[str, object], key: str, kept: timedelta | None, faults: dict[str, str]
) -> timedelta | None:
    if key not in fields:
        return kept
    value = fields[key]
    if value is None or value == "":
        return None
    try:
        return parse_duration(value) if isinstance(value, str) else _not_text()
    except ValueError as error:
        faults[key] = f"{key}: {error}"
        return None


def _not_text() -> timedelta:
    raise ValueError("A duration is text such as 04:00:00 or PT4H.")


def _read_calendar(
    fields: Mapping[str, object], kept: Calendar | None, faults: dict[str, str]
) -> Calendar | None:
    """Faults are named “calendar.week.0” and so on, where in the calendar they are."""
    if "calendar" not in fields:
        return kept
    try:
        return read_calendar(fields["calendar"])
    except CalendarRefused as refused:
        found = refused.fields or {"": refused.sentence}
        faults |= {f"calendar.{place}".rstrip("."): sentence for place, sentence in found.items()}
        return None


def _read_end_logic(fields: Mapping[str, object], kept: str, faults: dict[str, str]) -> str:
    value = fields.get("end_logic", kept)
    word = "" if value is None else value
    if not isinstance(word, str) or word not in END_LOGICS:
        faults["end_logic"] = "end_logic must be asset, budget, notification or empty."
        return ""
    return word

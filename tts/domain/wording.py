"""What people write, checked where it enters: sizes, and characters that no page or database can keep."""

from __future__ import annotations

import unicodedata

from tts.domain.errors import Invalid

SUBJECT_LIMIT = 200
NAME_LIMIT = 200
DESCRIPTION_LIMIT = 20_000
NOTE_LIMIT = 4_000
KEY_LIMIT = 200

NO_CHARACTERS = frozenset("\ufffe\uffff")
"""What Unicode calls no characters and XML 1.0 cannot hold: a file as BPMN would lose them."""

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the reading direction."""

_LINE_BREAKS = frozenset("\n\r\t")


def read_line(text: str | None, field: str, *, limit: int = NAME_LIMIT, required: bool = False) -> str:
    """One line such as a subject: trimmed, whole; Invalid names `field` and says what to change."""
    line = (text or "").strip()
    if any(_is_unseen(character) for character in line):
        raise _invalid(field, "holds characters that cannot be seen or that turn the reading direction")
    return _sized(line, field, limit, required)


def read_body(text: str | None, field: str, *, limit: int = NOTE_LIMIT, required: bool = False) -> str:
    """Longer text with line breaks: a description, a note, a reason; "" for nothing."""
    body = (text or "").strip()
    if any(_is_unseen(character) and character not in BIDI | _LINE_BREAKS for character in body):
        raise _invalid(field, "holds control characters or others that no file can keep")
    return _sized(body, field, limit, required)


def visible_line(text: str) -> str:
    """A line of others as read_line takes it: what cannot be seen is dropped, or a blank between words."""
    return " ".join("".join("" if one in BIDI else " " if _is_unseen(one) else one for one in text).split())


def visible_body(text: str) -> str:
    """Longer text of others as read_body takes it: a blank for each control character but line breaks."""
    kept = BIDI | _LINE_BREAKS
    return "".join(" " if _is_unseen(one) and one not in kept else one for one in text).strip()


def storable(text: str) -> str:
    """A text of others as every database keeps it: a mark stands for what none can."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def read_reason(text: str | None, field: str = "reason") -> str:
    """A reason that must be given."""
    return read_body(text, field, required=True)


def read_key(text: str | None, field: str) -> str | None:
    """A key that makes a repeated request known; None for none."""
    return read_line(text, field, limit=KEY_LIMIT) or None


def _is_unseen(character: str) -> bool:
    if character in BIDI or character in NO_CHARACTERS:
        return True
    return unicodedata.category(character) in ("Cc", "Cs")


def _sized(text: str, field: str, limit: int, required: bool) -> str:
    if required and not text:
        raise _invalid(field, "is empty: write a few words")
    if len(text) > limit:
        raise _invalid(field, f"is {len(text):,} characters long: at most {limit:,} are kept")
    return text


def _invalid(field: str, fault: str) -> Invalid:
    sentence = f"The {field.replace('_', ' ')} {fault}."
    return Invalid(sentence, {field: sentence})

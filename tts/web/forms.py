"""Reading what a form sent, without trusting any of it."""

from __future__ import annotations

from flask import request

from tts.domain.errors import Invalid
from tts.domain.values import LARGEST_ID


def form_text(name: str) -> str:
    """A field's text with plain line breaks; "" when it was not sent."""
    return request.form.get(name, "").replace("\r\n", "\n")


def read_id(text: str, sentence: str) -> int:
    """An id as a number; Invalid with that sentence for anything else."""
    if not (text.isascii() and text.isdigit() and int(text[:12]) <= LARGEST_ID):
        raise Invalid(sentence)
    return int(text[:12])


def typed_values(*names: str) -> dict[str, str]:
    """What was typed into those fields, to be shown again."""
    return {name: form_text(name) for name in names}


def searched_words(longest: int = 200) -> str:
    """What the address searches for, as one line; characters no database keeps are left out."""
    return " ".join(request.args.get("q", "").replace("\0", " ").split())[:longest]


def address_id(name: str) -> int | None:
    """An id that the address names; None for none, and for what can be none."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= LARGEST_ID else None

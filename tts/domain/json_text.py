"""JSON that people wrote or sent as a file: read whole, or refused with what is wrong and where."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from tts.domain.errors import Invalid
from tts.domain.problems import plain


def read_json_text(raw: bytes) -> object:
    """The content, with or without a byte order mark; raises Invalid for the field `text`."""
    if not raw.strip():
        raise unreadable("Nothing was sent: choose a file or paste its text.")
    try:
        content: object = json.loads(
            raw.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_once_each
        )
    except UnicodeDecodeError as error:
        raise unreadable("This is not UTF-8 text: save the file in that encoding.") from error
    except RecursionError as error:
        raise unreadable("This is nested too deeply to be of use.") from error
    except ValueError as error:
        raise unreadable(f"This is not JSON: {error}.") from error
    return content


def unreadable(sentence: str) -> Invalid:
    """The refusal of a file or a pasted text."""
    return Invalid(sentence, {"text": sentence})


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a key said twice one would be lost without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{plain(key[:80])}” is said twice in one object")
        found[key] = value
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")

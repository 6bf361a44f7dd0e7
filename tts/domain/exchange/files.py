"""What is in a file: JSON or BPMN, told apart by how it begins."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NoReturn

from tts.domain.bpmn.reading import read_bpmn
from tts.domain.errors import Invalid
from tts.domain.exchange.reading import documents_of
from tts.domain.problems import plain

LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """The workflows of a file, and in sentences what of it has no place in a workflow and was left out."""

    documents: tuple[object, ...]
    left_out: tuple[str, ...] = ()


def read_file(raw: bytes, role_names: Collection[str] = ()) -> Parcel:
    """The workflows of a file; `role_names` are those of this installation, for lanes named after them.

    Raises Invalid, or FileRefused with every reason.
    """
    if len(raw) > LARGEST:
        raise _unreadable(f"This is larger than {LARGEST // 1024 // 1024} MB: split it.")
    if not raw.strip():
        raise _unreadable("Nothing was sent: choose a file or paste its text.")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        document, left_out = read_bpmn(raw, role_names)
        return Parcel(tuple(documents_of(document)), tuple(left_out))
    return Parcel(tuple(documents_of(read_json_text(raw))))


def read_json_text(raw: bytes) -> object:
    """The content, with or without a byte order mark; raises Invalid with what is wrong and where."""
    try:
        content: object = json.loads(
            raw.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_once_each
        )
    except UnicodeDecodeError as error:
        raise _unreadable("This is not UTF-8 text: save the file in that encoding.") from error
    except RecursionError as error:
        raise _unreadable("This is nested too deeply to be of use.") from error
    except ValueError as error:
        raise _unreadable(f"This is not JSON: {error}.") from error
    return content


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


def _unreadable(sentence: str) -> Invalid:
    return Invalid(sentence, {"text": sentence})

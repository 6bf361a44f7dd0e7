"""JSON that people paste or send as a file."""

from __future__ import annotations

import json
from typing import NoReturn

from werkzeug.datastructures import FileStorage

from tts.domain.errors import Invalid


def sent_json(text: str, file: FileStorage | None) -> object:
    """The content of a file, or of the text pasted where none was chosen; raises Invalid."""
    return read_json_text(file.stream.read() if file and file.filename else text.encode())


def read_json_text(raw: bytes) -> object:
    """The content, with or without a byte order mark; raises Invalid with what is wrong and where."""
    if not raw.strip():
        raise _unreadable("Nothing was sent: choose a file or paste its text.")
    try:
        content: object = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _unreadable("This is not UTF-8 text: save the file in that encoding.") from error
    except RecursionError as error:
        raise _unreadable("This is nested too deeply to be of use.") from error
    except ValueError as error:
        raise _unreadable(f"This is not JSON: {error}.") from error
    return content


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _unreadable(sentence: str) -> Invalid:
    return Invalid(sentence, {"text": sentence})

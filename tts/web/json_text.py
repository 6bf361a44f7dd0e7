"""JSON that people paste or send as a file."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from tts.domain.json_text import read_json_text


def sent_json(text: str, file: FileStorage | None) -> object:
    """The content of a file, or of the text pasted where none was chosen; raises Invalid."""
    return read_json_text(file.stream.read() if file and file.filename else text.encode())

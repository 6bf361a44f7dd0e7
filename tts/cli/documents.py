"""Reading files that people name on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tts.cli.refusals import Refusal
from tts.domain.errors import Invalid
from tts.domain.exchange.files import Parcel, read_file
from tts.domain.json_text import read_json_text
from tts.queries.exchange import role_ids_by_name

LARGEST = 50 * 1024 * 1024


def read_json(path: Path) -> Any:
    """The content of a JSON file; a Refusal says why it cannot be read."""
    try:
        return read_json_text(_read_bytes(path))
    except Invalid as wrong:
        raise Refusal(f"{path} cannot be read. {wrong.sentence}") from wrong


def read_workflows(session: Session, path: Path) -> Parcel:
    """The workflows of a JSON or BPMN file; a Refusal, Invalid or FileRefused says why it cannot be read."""
    return read_file(_read_bytes(path), role_ids_by_name(session).keys())


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"{path} is larger than {LARGEST // 1024 // 1024} MB: split it.")
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error

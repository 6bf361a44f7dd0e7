"""Reading files that people name on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from tts.cli.refusals import Refusal
from tts.domain.exchange.files import Parcel, read_file
from tts.queries.exchange import role_ids_by_name

LARGEST = 50 * 1024 * 1024


def read_json(path: Path) -> Any:
    """The content of a JSON file, with or without a byte order mark; a Refusal says why it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"{path} is larger than {LARGEST // 1024 // 1024} MB: split it.")
        return json.loads(path.read_text("utf-8-sig"), parse_constant=_refuse_constant)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} is not UTF-8: save it in that encoding.") from error
    except RecursionError as error:
        raise Refusal(f"{path} is nested too deeply to be of use.") from error
    except ValueError as error:
        raise Refusal(f"{path} is not JSON: {error}.") from error


def read_workflows(session: Session, path: Path) -> Parcel:
    """The workflows of a JSON or BPMN file; a Refusal, Invalid or FileRefused says why it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"{path} is larger than {LARGEST // 1024 // 1024} MB: split it.")
        raw = path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    return read_file(raw, role_ids_by_name(session).keys())


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")

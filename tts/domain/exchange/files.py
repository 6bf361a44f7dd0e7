"""What is in a file: JSON or BPMN, told apart by how it begins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tts.domain.bpmn.reading import read_bpmn
from tts.domain.exchange.reading import documents_of
from tts.domain.json_text import read_json_text, unreadable

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
        raise unreadable(f"This is larger than {LARGEST // 1024 // 1024} MB: split it.")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        document, left_out = read_bpmn(raw, role_names)
        return Parcel(tuple(documents_of(document)), tuple(left_out))
    return Parcel(tuple(documents_of(read_json_text(raw))))

"""Workflows as files: one JSON document, BPMN 2.0 with its diagram, and reading both back."""

from tts.domain.exchange.document import FORMAT, FORMAT_VERSION, document_of, write_json
from tts.domain.exchange.files import Parcel, read_file
from tts.domain.exchange.matching import with_stored_ids
from tts.domain.exchange.reading import documents_of
from tts.domain.exchange.refusal import FileRefused

__all__ = [
    "FORMAT",
    "FORMAT_VERSION",
    "FileRefused",
    "Parcel",
    "document_of",
    "documents_of",
    "read_file",
    "with_stored_ids",
    "write_json",
]

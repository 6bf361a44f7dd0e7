"""Reading documents that people may have edited by hand: what is wrong is told with its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tts.domain.errors import Invalid
from tts.domain.exchange.document import FORMAT, FORMAT_VERSION
from tts.domain.exchange.refusal import FileRefused
from tts.domain.graph import ASSIGNMENTS, PRIORITIES
from tts.domain.problems import STEP_LIMIT, TRANSITION_LIMIT, plain
from tts.domain.values import (
    NotThat,
    read_design,
    read_end,
    read_flag,
    read_stored_id,
    read_temporary_id,
    read_text,
    read_weight,
    read_whole,
)

MOST_WORKFLOWS = 100
Reader = Callable[[object], object]


def _read_assignment(value: object) -> str:
    if value is not None and value not in ASSIGNMENTS:
        raise NotThat(f"must be one of {', '.join(ASSIGNMENTS)}")
    return str(value)


def _read_calendar(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise NotThat("must be a calendar or null")
    return value


_DETAILS: dict[str, Reader] = {
    **dict.fromkeys(
        ("name", "description", "department", "category", "sub_category", "end_logic"), read_text
    ),
    **{f"{priority}_sla": read_text for priority in PRIORITIES},
    "calendar": _read_calendar,
}
_NODE: dict[str, Reader] = {
    "step_id": read_stored_id,
    "temp_id": read_temporary_id,
    "name": read_text,
    "description": read_text,
    "instruction": read_text,
    "role_id": read_whole,
    "role_name": read_text,
    "escalate_to": read_whole,
    "escalate_to_name": read_text,
    "weight": read_weight,
    "order": read_whole,
    "is_start": read_flag,
    "is_end": read_flag,
    "assignment": _read_assignment,
    "pauses_clock": read_flag,
    "design": read_design,
}
_EDGE: dict[str, Reader] = {
    "transition_id": read_stored_id,
    "temp_id": read_temporary_id,
    "from_step_id": read_end,
    "from_temp_id": read_temporary_id,
    "to_step_id": read_end,
    "to_temp_id": read_temporary_id,
    "name": read_text,
    "note_required": read_flag,
    "design": read_design,
}
_DOCUMENT = ("format", "format_version", "workflow", "graph")


def documents_of(content: object) -> list[object]:
    """The documents of a file: one, or a list of them.

    Raises Invalid for what is no workflow, FileRefused naming each field that is unknown or of a wrong kind.
    """
    documents = content if isinstance(content, list) else [content]
    if not documents:
        raise Invalid("There is no workflow in it: the list is empty.")
    if len(documents) > MOST_WORKFLOWS:
        raise Invalid(f"There are {len(documents):,} workflows in it: at most {MOST_WORKFLOWS} are possible.")
    for document in documents:
        if not isinstance(document, Mapping) or not isinstance(document.get("workflow"), Mapping):
            raise Invalid(
                "This is no workflow: an object with “workflow” and “graph” is expected, or a list of such."
            )
    faults = [
        fault
        for position, document in enumerate(documents)
        for fault in _document_faults(document, f"[{position}]." if isinstance(content, list) else "")
    ]
    if faults:
        raise FileRefused(faults)
    return documents


def _document_faults(document: Mapping[str, object], place: str) -> Iterator[str]:
    yield from _unknown(document, _DOCUMENT, place)
    if document.get("format", FORMAT) != FORMAT:
        yield f"{place}format must be “{FORMAT}”."
    version = document.get("format_version", FORMAT_VERSION)
    if version != FORMAT_VERSION or isinstance(version, bool):
        yield f"{place}format_version must be {FORMAT_VERSION}: a newer TTS may have written this file."
    yield from _field_faults(document["workflow"], _DETAILS, f"{place}workflow")
    graph = document.get("graph")
    if graph is None:
        return
    if not isinstance(graph, Mapping):
        yield f"{place}graph must be an object with nodes and edges."
        return
    yield from _unknown(graph, ("nodes", "edges"), f"{place}graph.")
    yield from _list_faults(graph, "nodes", _NODE, STEP_LIMIT, place)
    yield from _list_faults(graph, "edges", _EDGE, TRANSITION_LIMIT, place)


def _list_faults(
    graph: Mapping[str, object], key: str, readers: Mapping[str, Reader], limit: int, place: str
) -> Iterator[str]:
    found = graph.get(key)
    if not isinstance(found, list):
        yield f"{place}graph.{key} must be a list."
        return
    if len(found) > limit:
        yield f"{place}graph.{key} has {len(found):,} entries: at most {limit:,} are possible."
        return
    for position, element in enumerate(found):
        yield from _field_faults(element, readers, f"{place}graph.{key}[{position}]")


def _field_faults(fields: object, readers: Mapping[str, Reader], place: str) -> Iterator[str]:
    if not isinstance(fields, Mapping):
        yield f"{place} must be an object."
        return
    yield from _unknown(fields, readers, f"{place}.")
    for key, reader in readers.items():
        if key in fields:
            try:
                reader(fields[key])
            except NotThat as wrong:
                yield f"{place}.{key} {wrong}."


def _unknown(
    fields: Mapping[str, object], known: Mapping[str, object] | tuple[str, ...], place: str
) -> Iterator[str]:
    for key in fields:
        if key not in known:
            yield f"{place}{plain(str(key)[:80])} is no field that is known there."

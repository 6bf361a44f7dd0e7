"""What a version keeps: the seed's shape (nodes, edges, metadata) and everything a running task needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tts.domain.graph import PRIORITIES, Graph, definition_of, graph_from_definition
from tts.domain.sla import parse_duration
from tts.domain.soundness.circumstances import Details as CheckedDetails
from tts.domain.soundness.circumstances import details_json as checked_json
from tts.domain.working_time import Calendar, calendar_json, read_calendar

WORDS = ("name", "description", "department", "category", "sub_category")


@dataclass(frozen=True, slots=True)
class Details(CheckedDetails):
    """What a workflow says about itself; `slas` maps each priority to its promise, None for no promise.

    `calendar` says when the promised time counts, None for round the clock.
    """

    description: str = ""
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A version as values: its graph and its details."""

    graph: Graph
    details: Details


def details_json(details: Details) -> dict[str, Any]:
    """The details as the API says them: texts, `low_sla` .. `urgent_sla` as "HH:MM:SS" or null, end logic,
    the calendar (null for round the clock).
    """
    return {**_words_json(details), "calendar": calendar_json(details.calendar)}


def _words_json(details: Details) -> dict[str, Any]:
    checked = checked_json(details)
    return {"name": checked.pop("name"), "description": details.description, **checked}


def build_definition(
    details: Details, graph: Graph, *, created_at: datetime, created_by: int | None
) -> dict[str, Any]:
    """What `WorkflowVersion.definition` keeps; `created_at` in ISO 8601 and UTC, as the seed shows it."""
    moment = created_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {
        **definition_of(graph),
        "metadata": {"created_at": moment, "created_by": created_by},
        "workflow": _words_json(details),
        "calendar": calendar_json(details.calendar),
    }


def read_definition(definition: Mapping[str, Any]) -> Definition:
    """A stored definition as values again."""
    said = definition["workflow"]
    slas = {
        priority: None if text is None else parse_duration(text)
        for priority in PRIORITIES
        for text in [said.get(f"{priority}_sla")]
    }
    texts = {word: said.get(word) or "" for word in WORDS}
    calendar = read_calendar(definition.get("calendar"))
    details = Details(**texts, slas=slas, end_logic=said.get("end_logic") or "", calendar=calendar)
    return Definition(graph_from_definition(definition), details)


def content_hash(definition: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the definition without its metadata and the roles' names, in canonical JSON.

    A role that was renamed makes no new version: tasks follow the role's id.
    """
    nodes = [{key: node[key] for key in node if key != "role_name"} for node in definition["nodes"]]
    content = {key: value for key, value in definition.items() if key != "metadata"} | {"nodes": nodes}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
